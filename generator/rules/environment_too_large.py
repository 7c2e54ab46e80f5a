"""A function's variables are more than Lambda keeps."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model

MOST_BYTES = 4096


def environment_too_large(model: Model) -> Iterator[Diagnostic]:
    """Yield each function whose variables, names and values, have more than 4 KB together."""
    for stack in model.stacks:
        for key, function in stack.functions.items():
            size = sum(len(f"{name}{value}".encode()) for name, value in function.environment.items())
            if size > MOST_BYTES:
                place = origin(model.spec, stack.names.environment, ("functions", key, "environment"))
                message = f"these variables have {size} bytes, and Lambda takes {MOST_BYTES}; keep the large ones in a parameter, a bucket or the code"
                yield Diagnostic(place, message, "environment-too-large", at_key=True)
