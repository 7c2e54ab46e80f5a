"""What stops a command that writes or reads generated files."""


class PlanError(Exception):
    """The disk, or what stands on it, stops the command; the message is for a person."""
