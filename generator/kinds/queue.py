"""Queues: SQS, with the queue that takes what cannot be delivered."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds.fifo import check_fifo, dead_letter_of
from generator.scope import Scope, Thing


class DeadLetter(Fact):
    """Where a message goes after so many failed attempts."""

    queue: Thing
    after: int


class Queue(Fact):
    """One queue in one stack.

    visibility_s: 0-43200. retention_s: 60-1209600. delay_s: 0-900. long_poll_s: 0-20. max_message_bytes: 1024-262144.
    high_throughput: order and deduplication hold within each message group only.
    customer_key: encrypted with the customer key `data` instead of SQS's own.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    fifo: bool
    content_deduplication: bool
    high_throughput: bool
    visibility_s: int
    retention_s: int
    delay_s: int
    max_message_bytes: int
    long_poll_s: int
    dead_letter: DeadLetter | None
    customer_key: bool

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Queue:
    """Build a queue from its entry, defaults merged in."""
    check_fifo(entry, scope, ("content_deduplication", "high_throughput"))
    return Queue(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        fifo=entry.get("fifo", False),
        content_deduplication=entry.get("content_deduplication", False),
        high_throughput=entry.get("high_throughput", False),
        visibility_s=scope.at("visibility").seconds(entry.get("visibility", 30), 0, 43_200),
        retention_s=scope.at("retention").seconds(entry.get("retention", "4d"), 60, 1_209_600),
        delay_s=scope.at("delay").seconds(entry.get("delay", 0), 0, 900),
        max_message_bytes=entry.get("max_message_bytes", 262_144),
        long_poll_s=scope.at("long_poll").seconds(entry.get("long_poll", 20), 0, 20),
        dead_letter=_dead_letter(entry, scope),
        customer_key=entry.get("encryption") == "customer",
    )


def _dead_letter(entry: Mapping[str, Any], scope: Scope) -> DeadLetter | None:
    given, here = entry.get("dead_letter"), scope.at("dead_letter")
    if given is None:
        return None
    reference, place = (given, here) if isinstance(given, str) else (given["queue"], here.at("queue"))
    queue = dead_letter_of(reference, place, fifo=entry.get("fifo", False))
    if queue == scope.this:
        place.problem("a queue cannot be its own dead-letter queue; name another one", "wrong-reference")
    return DeadLetter(queue, 5 if isinstance(given, str) else given.get("after", 5))
