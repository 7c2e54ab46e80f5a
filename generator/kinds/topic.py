"""Topics: SNS, with their subscriptions."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds.fifo import check_fifo, dead_letter_of
from generator.scope import Scope, Thing

_PROTOCOLS = {"queue": "sqs", "function": "lambda", "email": "email", "https": "https", "sms": "sms"}
_TARGETS = {"queue": "queues", "function": "functions"}


class Subscription(Fact):
    """Who gets a topic's messages. endpoint: an ARN, an address or a URL; target: the queue or function, None for others.

    raw: without SNS's envelope. filter: a filter policy over the messages' attributes, or their body where filter_on_body.
    """

    protocol: str
    endpoint: str
    target: Thing | None
    raw: bool
    filter: Mapping[str, Any] | None
    filter_on_body: bool
    dead_letter: Thing | None


class Topic(Fact):
    """One topic in one stack. customer_key: encrypted with the customer key `data`, which EventBridge can use too."""

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    fifo: bool
    content_deduplication: bool
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
    check_fifo(entry, scope, ("content_deduplication",))
    fifo = entry.get("fifo", False)
    return Topic(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        fifo=fifo,
        content_deduplication=entry.get("content_deduplication", False),
        subscriptions=tuple(
            _subscription(item, scope.at("subscriptions", index), fifo=fifo)
            for index, item in enumerate(entry.get("subscriptions", ()))
        ),
        customer_key=entry.get("encryption") == "customer",
    )


def _subscription(entry: Mapping[str, Any], scope: Scope, *, fifo: bool) -> Subscription:
    kind = next(kind for kind in _PROTOCOLS if kind in entry)
    here = scope.at(kind)
    target = here.thing(entry[kind], _TARGETS[kind], "imports") if kind in _TARGETS else None
    if fifo and kind != "queue":
        here.problem("a FIFO topic delivers to queues only; put a queue between them", "wrong-reference", at_key=True)
    if "raw" in entry and kind not in ("queue", "https"):
        scope.at("raw").problem('"raw" is for queues and HTTPS only; leave it away', "not-allowed", at_key=True)
    dead_letter = entry.get("dead_letter")
    return Subscription(
        protocol=_PROTOCOLS[kind],
        endpoint=target.arn if target else here.text(entry[kind]),
        target=target,
        raw=entry.get("raw", False),
        filter=entry.get("filter"),
        filter_on_body=entry.get("filter_on") == "body",
        dead_letter=dead_letter_of(dead_letter, scope.at("dead_letter"), fifo=fifo) if dead_letter else None,
    )
