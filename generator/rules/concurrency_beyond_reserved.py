"""A function asks for more instances than it reserves."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, SpecPath
from generator.effective import origin
from generator.kinds.function import Function
from generator.model import Model


def concurrency_beyond_reserved(model: Model) -> Iterator[Diagnostic]:
    """Yield each function that keeps more instances warm than it may have, or whose queue asks for more at once."""
    for stack in model.stacks:
        for function in stack.functions.values():
            for path, message, severity in _problems(function, function.reserved_concurrency):
                place = origin(model.spec, stack.names.environment, ("functions", function.key, *path))
                yield Diagnostic(place, message, "concurrency-beyond-reserved", severity, at_key=True)


def _problems(function: Function, reserved: int | None) -> Iterator[tuple[SpecPath, str, Severity]]:
    if not reserved:
        return  # zero stops the function, and everything that calls it waits
    warm = function.provisioned_concurrency.maximum if function.provisioned_concurrency else 0
    if warm > reserved:
        message = f"{warm} instances are kept warm, and the function reserves {reserved}, which AWS refuses; raise reserved_concurrency:"
        yield ("provisioned_concurrency",), message, Severity.ERROR
    for index, trigger in enumerate(function.triggers):
        if trigger.concurrency and trigger.concurrency > reserved:
            message = (
                f"the queue calls up to {trigger.concurrency} at once, and the function reserves {reserved}: the calls beyond are throttled, and "
                "their messages come nearer to the dead-letter queue; lower concurrency:, or raise reserved_concurrency:"
            )
            yield ("triggers", index, "concurrency"), message, Severity.WARNING
