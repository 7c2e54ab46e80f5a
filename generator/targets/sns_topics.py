"""Topics and who gets their messages, whether the topic or the function that it triggers says so."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import JsonEncoded, Raw
from generator.kinds.topic import Subscription, Topic
from generator.kinds.trigger import Trigger
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, tags

NAME = "sns_topics"

# What must be there before SNS delivers to it.
_MODULES = {"queues": "sqs_queues", "functions": "lambda_fn"}


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has topics or subscribes to those of others."""
    calls = [(stack, _topics(stack), _subscriptions(stack)) for stack in model.stacks]
    topics = [topic for stack in model.stacks for topic in stack.topics.values()]
    entries = [entry for _, found, _ in calls for entry in found.values()]
    rows = [row for _, _, found in calls for row in found.values()]
    if not (topics or rows):
        return
    uses = {
        "topics": bool(topics),
        "fifo": any(topic.fifo for topic in topics),
        "publishers": any("publishers" in entry for entry in entries),
        "subscriptions": bool(rows),
        **{
            setting: any(setting in row for row in rows)
            for setting in ("raw", "filter", "filter_on_body", "dead_letter_arn")
        },
    }
    yield from module(model, NAME, {"uses": uses})
    for stack, found, subscriptions in calls:
        if found or subscriptions:
            view = {"topics": _commented(stack, found), "subscriptions": subscriptions, "before": _before(stack)}
            yield root_file(stack, NAME, {"uses": uses, **view})


def _commented(stack: Stack, entries: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {key: comment(stack.topics[key].description, entry) for key, entry in entries.items()}


def _topics(stack: Stack) -> dict[str, dict[str, Any]]:
    publishers: dict[str, list[str]] = {}
    for bus in stack.buses.values():
        for rule in bus.rules.values():
            for target in rule.targets:
                if target.section == "topics":
                    publishers.setdefault(target.key, []).append(rule.arn)
    return {key: _topic(topic, publishers.get(key, [])) for key, topic in stack.topics.items()}


def _topic(topic: Topic, publishers: list[str]) -> dict[str, Any]:
    return {
        "name": topic.name,
        "arn": topic.thing.arn,
        "kms_key": token("keys.data") if topic.customer_key else "alias/aws/sns",
        **present(
            fifo=True if topic.fifo else None,
            content_deduplication=True if topic.content_deduplication else None,
            publishers={"events.amazonaws.com": publishers} if publishers else None,
        ),
        "tags": tags("sns", topic),
    }


def _subscriptions(stack: Stack) -> dict[str, dict[str, Any]]:
    """Return who gets what; a key says which endpoint it is, not what its address is: that may be a secret."""
    rows = {}
    for topic in stack.topics.values():
        numbers: dict[str, int] = {}
        for subscription in topic.subscriptions:
            number = numbers[subscription.protocol] = numbers.get(subscription.protocol, 0) + 1
            key = subscription.target.reference if subscription.target else f"{subscription.protocol}-{number}"
            rows[f"{topic.key}/{key}"] = _subscription(topic.thing.arn, subscription)
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind == "topic":
                key = f"{trigger.source.key}/{function.thing.reference}"
                rows.setdefault(key, _triggered(trigger, function.thing.arn))
    return rows


def _row(topic: str, protocol: str, endpoint: str) -> dict[str, Any]:
    return {"topic_arn": topic, "protocol": protocol, "endpoint": endpoint}


def _triggered(trigger: Trigger, function: str) -> dict[str, Any]:
    dead_letter = trigger.on_failure.arn if trigger.on_failure else None
    filters = JsonEncoded(trigger.filters[0]) if trigger.filters else None
    return _row(trigger.source.arn, "lambda", function) | present(filter=filters, dead_letter_arn=dead_letter)


def _subscription(topic: str, subscription: Subscription) -> dict[str, Any]:
    return _row(topic, subscription.protocol, subscription.endpoint) | present(
        raw=True if subscription.raw else None,
        filter=JsonEncoded(subscription.filter) if subscription.filter else None,
        filter_on_body=True if subscription.filter and subscription.filter_on_body else None,
        dead_letter_arn=subscription.dead_letter.arn if subscription.dead_letter else None,
    )


def _before(stack: Stack) -> list[Raw]:
    """Return the modules that make what is subscribed."""
    told = [subscription for topic in stack.topics.values() for subscription in topic.subscriptions]
    sections = {target.section for one in told for target in (one.target, one.dead_letter) if target}
    if any(trigger.kind == "topic" for function in stack.functions.values() for trigger in function.triggers):
        sections.add("functions")
    return [Raw(f"module.{name}") for section, name in _MODULES.items() if section in sections]
