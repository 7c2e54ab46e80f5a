"""Topics and their subscriptions."""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Commented, JsonEncoded
from generator.kinds.topic import Subscription, Topic
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file

NAME = "sns_topics"


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has topics."""
    topics = [topic for stack in model.stacks for topic in stack.topics.values()]
    if not topics:
        return
    subscriptions = [subscription for topic in topics for subscription in topic.subscriptions]
    uses = {
        "uses_fifo": any(topic.fifo for topic in topics),
        "uses_publishers": any(_rules(stack, topic) for stack in model.stacks for topic in stack.topics.values()),
        "uses_subscriptions": bool(subscriptions),
        "uses_raw": any(subscription.raw for subscription in subscriptions),
        "uses_filter": any(subscription.filter for subscription in subscriptions),
        "uses_dead_letter": any(subscription.dead_letter for subscription in subscriptions),
    }
    yield from module(model, NAME, uses)
    for stack in model.stacks:
        if stack.topics:
            entries = {
                key: Commented(topic.description, _topic(stack, topic, uses["uses_fifo"]))
                for key, topic in stack.topics.items()
            }
            subscribed = {key: value for topic in stack.topics.values() for key, value in _subscriptions(topic).items()}
            yield root_file(stack, NAME, {"topics": entries, "subscriptions": subscribed})


def _topic(stack: Stack, topic: Topic, uses_fifo: bool) -> dict[str, Any]:  # noqa: FBT001
    key = token("keys.data") if topic.customer_key else "alias/aws/sns"
    entry: dict[str, Any] = {"name": topic.name, "arn": topic.thing.arn, "kms_key": key}
    if uses_fifo:
        entry["fifo"] = topic.fifo
    if rules := _rules(stack, topic):
        entry["publishers"] = rules
    entry["tags"] = {"Service": "sns", "Feature": topic.feature, **topic.tags}
    return entry


def _rules(stack: Stack, topic: Topic) -> list[str]:
    """Return the rules that deliver to this topic."""
    return [rule.arn for bus in stack.buses.values() for rule in bus.rules.values() if topic.thing in rule.targets]


def _subscriptions(topic: Topic) -> dict[str, dict[str, Any]]:
    return {
        _key(topic, index, subscription): _subscription(topic, subscription)
        for index, subscription in enumerate(topic.subscriptions)
    }


def _key(topic: Topic, index: int, subscription: Subscription) -> str:
    """Name a subscription by what it tells, so that another order of the list changes nothing."""
    return (
        f"{topic.key}-{subscription.target.key}"
        if subscription.target
        else f"{topic.key}-{subscription.protocol}-{index}"
    )


def _subscription(topic: Topic, subscription: Subscription) -> dict[str, Any]:
    entry: dict[str, Any] = {"topic": topic.key, "protocol": subscription.protocol, "endpoint": subscription.endpoint}
    if subscription.raw:
        entry["raw"] = True
    if subscription.filter:
        entry["filter"] = JsonEncoded(subscription.filter)
    if subscription.dead_letter:
        entry["dead_letter_arn"] = subscription.dead_letter.arn
    return entry
