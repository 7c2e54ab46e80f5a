"""What a home region's root does for the environment's further regions: it owns their copies of the data."""

from generator.model import Model, Stack


def further(model: Model, stack: Stack) -> tuple[Stack, ...]:
    """Return the same environment's stacks in further regions; none unless `stack` is the home."""
    if not stack.home:
        return ()
    environment = stack.names.environment
    return tuple(other for other in model.stacks if other.names.environment == environment and not other.home)


def alias(region: str) -> str:
    """Return the alias of a further region's provider, and what its modules' names end in."""
    return region.replace("-", "_")
