"""Whether what is told to a person is in colours."""

import os


def colour(is_terminal: bool) -> bool:  # noqa: FBT001 - one plain question
    """Tell whether colours are wanted."""
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
