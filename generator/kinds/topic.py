"""Topics: SNS, with their subscriptions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing

_PROTOCOLS = {"queue": "sqs", "function": "lambda", "email": "email", "https": "https"}


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets a topic's messages. endpoint: an ARN, an address or a URL; target: the queue or function, if it is ours."""

    protocol: str
    endpoint: str
    target: Thing | None
    raw: bool
    filter: Mapping[str, Any] | None
    dead_letter: Thing | None


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic in one stack. customer_key: encrypted with the customer key `data`, which EventBridge can use too."""

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    fifo: bool
    subscriptions: tuple[Subscription, ...]
    customer_key: bool

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Topic:
    """Build a topic from its entry, defaults merged in."""
    subscriptions = entry.get("subscriptions", ())
    return Topic(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        fifo=entry.get("fifo", False),
        subscriptions=tuple(
            _subscription(item, scope.at("subscriptions", index)) for index, item in enumerate(subscriptions)
        ),
        customer_key=entry.get("encryption") == "customer",
    )


def _subscription(entry: Mapping[str, Any], scope: Scope) -> Subscription:
    kind = next(kind for kind in _PROTOCOLS if kind in entry)
    target = (
        scope.at(kind).thing(entry[kind], "queues", "functions", "imports") if kind in ("queue", "function") else None
    )
    dead_letter = entry.get("dead_letter")
    return Subscription(
        protocol=_PROTOCOLS[kind],
        endpoint=target.arn if target else scope.at(kind).text(entry[kind]),
        target=target,
        raw=entry.get("raw", False),
        filter=entry.get("filter"),
        dead_letter=scope.at("dead_letter").thing(dead_letter, "queues") if dead_letter else None,
    )
