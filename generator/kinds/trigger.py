"""Triggers: queues and streams that a function polls, and topics that call it."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.iam import delivery_action
from generator.kinds.grant import AWS_REASON, Statement
from generator.scope import Scope, Thing

_QUEUE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_STREAM_ACTIONS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")


class Trigger(Fact):
    """One event source. kind: `queue`, `stream` or `topic`; starting_position: `oldest` or `latest`, of a stream.

    batch: records per call. window_s: how long to wait for a batch to fill. concurrency: most calls at once, of a queue.
    parallel: calls at once for each shard, retries and max_age_s: when a batch is given up, split_on_error: all of a stream.
    partial_failures: the function answers with the records that failed.
    filters: patterns of which one has to match.
    """

    kind: str
    source: Thing
    batch: int | None
    window_s: int | None
    concurrency: int | None
    starting_position: str | None
    parallel: int
    retries: int | None
    max_age_s: int | None
    split_on_error: bool
    partial_failures: bool
    filters: tuple[Mapping[str, Any], ...]
    on_failure: Thing | None

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What the function's role needs for this source."""
        statements = []
        if self.kind == "queue":
            statements.append(Statement(_QUEUE_ACTIONS, (self.source.arn,)))
        if self.kind == "stream":
            statements.append(Statement(_STREAM_ACTIONS, (f"{self.source.arn}/stream/*",)))
            statements.append(Statement(("dynamodb:ListStreams",), ("*",), reason=AWS_REASON))
        if self.on_failure:
            statements.append(Statement((delivery_action(self.on_failure),), (self.on_failure.arn,)))
        return tuple(statements)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Trigger:
    """Build a trigger from `{queue: ...}`, `{stream: ...}` or `{topic: ...}` with its settings."""
    kind, source = _source(entry, scope)
    filters = entry.get("filter", ())
    on_failure = entry.get("on_failure")
    return Trigger(
        kind=kind,
        source=source,
        batch=entry.get("batch"),
        window_s=scope.at("window").seconds(entry["window"], 0, 300)
        if "window" in entry
        else _least_window(kind, entry),
        concurrency=entry.get("concurrency"),
        starting_position=entry.get("from", "latest") if kind == "stream" else None,
        parallel=entry.get("parallel", 1),
        retries=entry.get("retries"),
        max_age_s=scope.at("max_age").seconds(entry["max_age"], 60, 604800) if "max_age" in entry else None,
        split_on_error=entry.get("split_on_error", True),
        partial_failures=entry.get("partial_failures", True),
        filters=(filters,) if isinstance(filters, Mapping) else tuple(filters),
        on_failure=scope.at("on_failure").thing(on_failure, "queues", "topics") if on_failure else None,
    )


def _least_window(kind: str, entry: Mapping[str, Any]) -> int | None:
    """Return the second that AWS asks for before it fills more than ten records of a queue into a batch."""
    return 1 if kind == "queue" and entry.get("batch", 0) > 10 else None  # noqa: PLR2004 - SQS returns ten at a time


def _source(entry: Mapping[str, Any], scope: Scope) -> tuple[str, Thing]:
    if "queue" in entry:
        return "queue", scope.at("queue").thing(entry["queue"], "queues", "imports")
    if "stream" in entry:
        return "stream", scope.at("stream").thing(entry["stream"], "tables")
    return "topic", scope.at("topic").thing(entry["topic"], "topics", "imports")
