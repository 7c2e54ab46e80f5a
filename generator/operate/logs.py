"""Log lines of functions, oldest first, and what is added to them while somebody looks."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.cloud import told
from generator.kinds.function import Function
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_logs.type_defs import FilteredLogEventTypeDef

POLL_S = 2.0
# CloudWatch shows a line some seconds after it was written, so each look goes back this far.
_LATE_MS = 30_000

# What a line is known by in a further look: its function, and CloudWatch's id or what the line says.
Identity = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a log. time_ms: since 1970."""

    time_ms: int
    function: str
    text: str
    identity: Identity

    @property
    def when(self) -> str:
        """Its time in UTC, to the millisecond."""
        return datetime.fromtimestamp(self.time_ms / 1000, UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Logs:
    """What was read so far of some functions' logs. seen: the times of lines that a further look would give again."""

    place: Place
    functions: Sequence[Function]
    since_ms: int
    seen: Mapping[Identity, int]


def look(logs: Logs) -> tuple[list[Line], Logs]:
    """Return the lines that are new, sorted by time, and what to look at the next time; raises CloudError."""
    found = [line for function in logs.functions for line in _lines(logs, function)]
    # At one time, lines keep the order in which CloudWatch gives them.
    new = sorted((one for one in found if one.identity not in logs.seen), key=lambda one: one.time_ms)
    if not new:
        return [], logs
    since = max(logs.since_ms, new[-1].time_ms - _LATE_MS)
    seen = {**logs.seen, **{one.identity: one.time_ms for one in new}}
    kept = {identity: time for identity, time in seen.items() if time >= since}
    return new, replace(logs, since_ms=since, seen=kept)


def follow(logs: Logs, pause: Callable[[float], None]) -> Iterator[Line]:
    """Yield lines as they are written, until somebody stops it; raises CloudError."""
    while True:
        new, logs = look(logs)
        yield from new
        pause(POLL_S)


def _lines(logs: Logs, function: Function) -> Iterator[Line]:
    client: CloudWatchLogsClient = logs.place.cloud.client("logs")
    pages = client.get_paginator("filter_log_events")
    absent = f"deploy {logs.place.stack.names.stack} first"
    alike: Counter[Identity] = Counter()
    with told(f'log group "{function.log_group}"', absent=absent):
        try:
            for page in pages.paginate(logGroupName=function.log_group, startTime=logs.since_ms):
                for event in page["events"]:
                    identity = _identity(event, function, alike)
                    yield Line(event["timestamp"], function.key, _text(event["message"]), identity)
        except client.exceptions.ResourceNotFoundException:
            # On this machine a log begins with the first call.
            if not logs.place.is_local:
                raise


def _identity(event: "FilteredLogEventTypeDef", function: Function, alike: Counter[Identity]) -> Identity:
    """Return what an event is known by. alike: how often each event without an id came before in this look.

    CloudWatch may leave the id out. What says the same at the same time in the same stream is then told apart by its number.
    """
    if event_id := event.get("eventId"):
        return function.key, event_id
    said = (function.key, event.get("logStreamName", ""), event["timestamp"], event["message"])
    alike[said] += 1
    return *said, alike[said]


def _text(message: str) -> str:
    """Return a message with its line ends: Python's runtime writes them as carriage returns, so that it stays one event."""
    return message.rstrip("\r\n").replace("\r", "\n")
