"""Queues: SQS, with the queue that takes what cannot be delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Where a message goes after so many failed attempts."""

    queue: Thing
    after: int


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue in one stack.

    visibility_s: 0-43200. retention_s: 60-1209600. delay_s: 0-900. max_message_bytes: 1024-262144.
    customer_key: encrypted with the customer key `data` instead of SQS's own.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    fifo: bool
    content_deduplication: bool
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
    return Queue(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=entry.get("tags", {}),
        fifo=entry.get("fifo", False),
        content_deduplication=entry.get("content_deduplication", False),
        visibility_s=scope.seconds(entry.get("visibility", 30)),
        retention_s=scope.seconds(entry.get("retention", "4d")),
        delay_s=scope.seconds(entry.get("delay", 0)),
        max_message_bytes=entry.get("max_message_bytes", 262144),
        long_poll_s=scope.seconds(entry.get("long_poll", 20)),
        dead_letter=_dead_letter(entry.get("dead_letter"), scope.at("dead_letter")),
        customer_key=entry.get("encryption") == "customer",
    )


def _dead_letter(entry: Mapping[str, Any] | str | None, scope: Scope) -> DeadLetter | None:
    match entry:
        case None:
            return None
        case str():
            return DeadLetter(scope.thing(entry, "queues"), 5)
        case _:
            return DeadLetter(scope.at("queue").thing(entry["queue"], "queues"), entry.get("after", 5))
