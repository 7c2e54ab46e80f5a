"""A function takes messages from a queue that has no place for those that always fail."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.model import Model


def consumer_without_dead_letter(model: Model) -> Iterator[Diagnostic]:
    """Yield each queue with a consumer and without a dead-letter queue."""
    for stack in model.stacks:
        for function in stack.functions.values():
            for trigger in function.triggers:
                queue = stack.queues.get(trigger.source.key) if trigger.source.section == "queues" else None
                if queue and queue.dead_letter is None:
                    message = (
                        f'a message that "{function.key}" cannot handle comes back until its retention ends, and is then lost; '
                        "say where it goes: dead_letter: queues.NAME"
                    )
                    place = origin(model.spec, stack.names.environment, ("queues", queue.key))
                    related = (Related(("functions", function.key), "consumed here"),)
                    yield Diagnostic(
                        place, message, "consumer-without-dead-letter", Severity.WARNING, related, at_key=True
                    )
