"""A dead-letter queue keeps messages for less time than the queue that they come from: some are lost at once.

SQS counts a message's age from when it was first sent, wherever it lies by then; only in FIFO queues it begins anew.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.model import Model

_DAY_S = 86_400


def dead_letter_expires_first(model: Model) -> Iterator[Diagnostic]:
    """Yield each dead-letter queue whose retention is below that of a queue which feeds it."""
    for stack in model.stacks:
        for queue in stack.queues.values():
            dead = stack.queues.get(queue.dead_letter.queue.key) if queue.dead_letter else None
            if dead and not queue.fifo and dead.retention_s < queue.retention_s:
                message = (
                    f'"{dead.key}" keeps a message for {dead.retention_s / _DAY_S:g} days and "{queue.key}" for {queue.retention_s / _DAY_S:g}, '
                    "counted from when it was first sent, so that a message may be gone when it gets here; say retention: 14d"
                )
                place = origin(model.spec, stack.names.environment, ("queues", dead.key))
                related = (Related(("queues", queue.key), "fed from here"),)
                yield Diagnostic(place, message, "dead-letter-expires-first", Severity.WARNING, related, at_key=True)
