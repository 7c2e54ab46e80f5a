"""A message comes back into its queue while a function still works on it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.kinds.function import Function
from generator.kinds.queue import Queue
from generator.model import Model

TIMES = 6


def visibility_too_short(model: Model) -> Iterator[Diagnostic]:
    """Yield each queue that hides its messages for less than six times its consumer's timeout."""
    for stack in model.stacks:
        for function in stack.functions.values():
            for trigger in function.triggers:
                queue = stack.queues.get(trigger.source.key) if trigger.source.section == "queues" else None
                if queue and queue.visibility_s < TIMES * function.timeout_s:
                    place = origin(model.spec, stack.names.environment, ("queues", queue.key, "visibility"))
                    yield _problem(queue, function, place)


def _problem(queue: Queue, function: Function, place: tuple[str | int, ...]) -> Diagnostic:
    related = (Related(("functions", function.key), "consumed here"),)
    hidden, timeout, wanted = queue.visibility_s, function.timeout_s, TIMES * function.timeout_s
    if hidden < timeout:
        message = f'"{function.key}" may work for {timeout} s on a message that this queue hides for {hidden} s, which AWS refuses; say visibility: {wanted}s'
        return Diagnostic(place, message, "visibility-too-short", related=related)
    message = (
        f'this queue hides a message for {hidden} s, and "{function.key}" may work for {timeout} s and be throttled before that; AWS asks for '
        f"{TIMES} times the timeout: visibility: {wanted}s"
    )
    return Diagnostic(place, message, "visibility-too-short", Severity.WARNING, related)
