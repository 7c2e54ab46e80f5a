"""A runbook tells SQS to move messages back from a dead-letter queue that no queue feeds: there is no "back"."""

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model, Stack

_MOVE = re.compile(r"sqs\s+start-message-move-task\b")
_QUEUE = re.compile(r"--source-arn[ =]\"?'?\$\{\s*queues\.\"?([\w-]+)")


def redrive_without_source(model: Model) -> Iterator[Diagnostic]:
    """Yield each such command about a queue of the spec, unless it says where the messages go."""
    for stack in model.stacks if model.complete else ():
        fed = _fed(stack)
        for key, entry in (stack.tree.get("runbooks") or {}).items():
            for index, step in enumerate(entry.get("steps", ())):
                command = step.get("command", "")
                queue = _QUEUE.search(command) if _MOVE.search(command) and "--destination-arn" not in command else None
                if queue and queue[1] in stack.queues and queue[1] not in fed:
                    message = (
                        f'no queue feeds "{queue[1]}", so SQS refuses to move its messages back; let the step start the work again where it failed, or name '
                        "a queue by --destination-arn"
                    )
                    place = origin(model.spec, stack.names.environment, ("runbooks", key, "steps", index, "command"))
                    yield Diagnostic(place, message, "redrive-without-source", Severity.WARNING)


def _fed(stack: Stack) -> set[str]:
    """Return the queues that other queues name as theirs for dead letters."""
    return {queue.dead_letter.queue.key for queue in stack.queues.values() if queue.dead_letter}
