"""Queues, with the policies that let rules and topics of this system deliver, and nobody else."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import Commented
from generator.kinds.queue import Queue
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file

NAME = "sqs_queues"


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has queues."""
    queues = [queue for stack in model.stacks for queue in stack.queues.values()]
    if not queues:
        return
    uses = {
        "uses_fifo": any(queue.fifo for queue in queues),
        "uses_delay": any(queue.delay_s for queue in queues),
        "uses_dead_letter": any(queue.dead_letter for queue in queues),
        "uses_customer_key": any(queue.customer_key for queue in queues),
        "uses_senders": any(
            _rules(stack, queue) or _topics(stack, queue) for stack in model.stacks for queue in stack.queues.values()
        ),
    }
    yield from module(model, NAME, uses)
    for stack in model.stacks:
        if stack.queues:
            entries = {
                key: Commented(queue.description, _entry(stack, queue, uses)) for key, queue in stack.queues.items()
            }
            view = {"queues": entries, "data_key": token("keys.data"), "uses_customer_key": uses["uses_customer_key"]}
            yield root_file(stack, NAME, view)


def _entry(stack: Stack, queue: Queue, uses: Mapping[str, bool]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": queue.name,
        "arn": queue.thing.arn,
        "visibility_seconds": queue.visibility_s,
        "retention_seconds": queue.retention_s,
        "long_poll_seconds": queue.long_poll_s,
        "max_message_bytes": queue.max_message_bytes,
    }
    if uses["uses_delay"]:
        entry["delay_seconds"] = queue.delay_s
    if uses["uses_fifo"]:
        entry |= {"fifo": queue.fifo, "content_deduplication": queue.content_deduplication}
    if uses["uses_customer_key"]:
        entry["customer_key"] = queue.customer_key
    if queue.dead_letter:
        entry["dead_letter"] = {"queue": queue.dead_letter.queue.key, "after": queue.dead_letter.after}
    senders = {"events.amazonaws.com": _rules(stack, queue), "sns.amazonaws.com": _topics(stack, queue)}
    if any(senders.values()):
        entry["senders"] = {service: arns for service, arns in senders.items() if arns}
    entry["tags"] = {"Service": "sqs", "Feature": queue.feature, **queue.tags}
    return entry


def _rules(stack: Stack, queue: Queue) -> list[str]:
    """Return the rules that deliver to this queue, or leave there what they cannot deliver."""
    rules = [rule for bus in stack.buses.values() for rule in bus.rules.values()]
    return [rule.arn for rule in rules if queue.thing in (*rule.targets, rule.dead_letter)]


def _topics(stack: Stack, queue: Queue) -> list[str]:
    """Return the topics that deliver to this queue, or leave there what they cannot deliver."""
    subscribed = [(topic, subscription) for topic in stack.topics.values() for subscription in topic.subscriptions]
    arns = [
        topic.thing.arn
        for topic, subscription in subscribed
        if queue.thing in (subscription.target, subscription.dead_letter)
    ]
    arns += [one.arn for one in stack.notifications.values() if queue.thing in (*one.queues, one.dead_letter)]
    return list(dict.fromkeys(arns))
