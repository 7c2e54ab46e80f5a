"""Queues, with the policies that let rules and topics of this system deliver, and nobody else."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.kinds.queue import Queue
from generator.model import Model, Stack
from generator.names import token
from generator.scope import Thing
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share, tags

NAME = "sqs_queues"

Senders = Mapping[str, Mapping[str, list[str]]]


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has queues."""
    stacks = [(stack, _senders(stack)) for stack in model.stacks if stack.queues]
    queues = [queue for stack, _ in stacks for queue in stack.queues.values()]
    if not queues:
        return
    uses = {
        "fifo": any(queue.fifo for queue in queues),
        "high_throughput": any(queue.high_throughput for queue in queues),
        "delay": any(queue.delay_s for queue in queues),
        "dead_letter": any(queue.dead_letter for queue in queues),
        "customer_key": share(queue.customer_key for queue in queues),
        "senders": any(senders for _, senders in stacks),
    }
    yield from module(model, NAME, {"uses": uses})
    for stack, senders in stacks:
        entries = {
            key: comment(queue.description, _entry(queue, senders.get(key, {}), uses))
            for key, queue in stack.queues.items()
        }
        # Stacks without such a queue give no key: the argument is there for the others.
        wanted = any(queue.customer_key for queue in stack.queues.values())
        yield root_file(stack, NAME, {"queues": entries, "data_key": token("keys.data") if wanted else None})


def _entry(queue: Queue, senders: Mapping[str, list[str]], uses: Mapping[str, Any]) -> dict[str, Any]:
    dead_letter = queue.dead_letter and {"queue": queue.dead_letter.queue.key, "after": queue.dead_letter.after}
    return {
        "name": queue.name,
        "arn": queue.thing.arn,
        **present(
            fifo=True if queue.fifo else None,
            content_deduplication=True if queue.content_deduplication else None,
            high_throughput=True if queue.high_throughput else None,
        ),
        "visibility_seconds": queue.visibility_s,
        "retention_seconds": queue.retention_s,
        "long_poll_seconds": queue.long_poll_s,
        "max_message_bytes": queue.max_message_bytes,
        **present(
            delay_seconds=queue.delay_s or None,
            customer_key=True if queue.customer_key and uses["customer_key"] == "some" else None,
            dead_letter=dead_letter,
            senders=dict(senders),
        ),
        "tags": tags("sqs", queue),
    }


def _senders(stack: Stack) -> Senders:
    """Return, for each queue, the services that deliver to it, and the rules and topics for which they may."""
    found: dict[str, dict[str, list[str]]] = {}
    for service, queue, arn in dict.fromkeys(_deliveries(stack)):
        found.setdefault(queue, {}).setdefault(service, []).append(arn)
    return found


def _deliveries(stack: Stack) -> Iterator[tuple[str, str, str]]:
    """Yield service, queue and ARN for each rule and topic that delivers to a queue, or leaves there what failed."""
    for bus in stack.buses.values():
        for rule in bus.rules.values():
            for target in (*rule.targets, rule.dead_letter):
                if target and target.section == "queues":
                    yield "events.amazonaws.com", target.key, rule.arn
    for arn, target in _told(stack):
        if target and target.section == "queues":
            yield "sns.amazonaws.com", target.key, arn


def _told(stack: Stack) -> Iterator[tuple[str, Thing | None]]:
    """Yield each topic's ARN with whatever gets its messages, or those that could not be delivered."""
    for topic in stack.topics.values():
        for subscription in topic.subscriptions:
            yield topic.thing.arn, subscription.target
            yield topic.thing.arn, subscription.dead_letter
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind == "topic":
                yield trigger.source.arn, trigger.on_failure
    for notification in stack.notifications.values():
        for target in (*notification.queues, notification.dead_letter):
            yield notification.arn, target
