"""Log groups: what functions print, in bounded memory, read through CloudWatch Logs' own operations."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from generator.local import aws_errors
from generator.local.aws_call import Call
from generator.local.principals import Principal
from generator.local.substrate import Response

_REMEMBERED = 10_000  # lines of one group
_MOST_AT_ONCE = 10_000  # of FilterLogEvents

Line = tuple[int, int, str, str]  # number, milliseconds since 1970, stream, text


@dataclass
class Logs:
    """The last lines of each log group."""

    groups: frozenset[str]
    _lines: dict[str, deque[Line]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=_REMEMBERED)))
    _number: int = 0
    _lock: Lock = field(default_factory=Lock)

    def write(self, group: str, stream: str, text: str) -> None:
        """Add a line."""
        with self._lock:
            self._number += 1
            self._lines[group].append((self._number, int(time.time() * 1000), stream, text))

    def last(self, groups: Iterable[str], words: Sequence[str], most: int) -> list[Line]:
        """Return the last lines of some groups that hold any of these words, or all; a line's stream gives way to its group."""
        with self._lock:
            found = [
                (number, at, group, text)
                for group in groups
                for number, at, _, text in self._lines.get(group, ())
                if not words or any(word in text for word in words)
            ]
        return sorted(found)[-most:]

    def filter_events(self, call: Call, _principal: Principal) -> Response:
        """Answer `FilterLogEvents`: by time, streams and words; patterns of JSON fields are refused."""
        given = call.parameters
        pattern = str(given.get("filterPattern", ""))
        if pattern.startswith(("{", "[", "%")):
            return aws_errors.error(call, "InvalidParameterException", "locally, a filter pattern is words only")
        words = pattern.replace('"', "").split()
        found = [line for line in self._of(call) if all(word in line[3] for word in words)]
        start = int(given.get("nextToken") or 0)
        found = [line for line in found if line[0] > start]
        page = found[: int(given.get("limit", _MOST_AT_ONCE))]
        body: dict[str, Any] = {
            "events": [
                {"eventId": str(number), "logStreamName": stream, "timestamp": at, "ingestionTime": at, "message": text}
                for number, at, stream, text in page
            ],
            "searchedLogStreams": [],
        }
        if len(page) < len(found):
            body["nextToken"] = str(page[-1][0])
        return self._answer(call, body)

    def get_events(self, call: Call, _principal: Principal) -> Response:
        """Answer `GetLogEvents`."""
        wanted = call.parameters.get("logStreamName")
        found = [line for line in self._of(call) if line[2] == wanted]
        events = [{"timestamp": at, "message": text, "ingestionTime": at} for _, at, _, text in found]
        return self._answer(call, {"events": events, "nextForwardToken": "f/0", "nextBackwardToken": "b/0"})

    def describe_streams(self, call: Call, _principal: Principal) -> Response:
        """Answer `DescribeLogStreams`."""
        last: dict[str, int] = {stream: at for _, at, stream, _ in self._of(call)}
        newest = sorted(last.items(), key=lambda one: -one[1])
        streams = [{"logStreamName": name, "lastEventTimestamp": at, "storedBytes": 0} for name, at in newest]
        return self._answer(call, {"logStreams": streams})

    def describe_groups(self, call: Call, _principal: Principal) -> Response:
        """Answer `DescribeLogGroups`."""
        prefix = str(call.parameters.get("logGroupNamePrefix", ""))
        groups = [{"logGroupName": name, "storedBytes": 0} for name in sorted(self.groups) if name.startswith(prefix)]
        return Response(200, _JSON, json.dumps({"logGroups": groups}).encode())

    def _of(self, call: Call) -> list[Line]:
        given = call.parameters
        since, until = int(given.get("startTime", 0)), int(given.get("endTime", 1 << 62))
        streams = set(given.get("logStreamNames") or ())
        with self._lock:
            lines = list(self._lines.get(_group(given), ()))
        return [line for line in lines if since <= line[1] < until and (not streams or line[2] in streams)]

    def _answer(self, call: Call, body: Mapping[str, Any]) -> Response:
        if _group(call.parameters) not in self.groups:
            return aws_errors.error(call, "ResourceNotFoundException", "The specified log group does not exist.")
        return Response(200, _JSON, json.dumps(body).encode())


_JSON = {"content-type": "application/x-amz-json-1.1"}


def _group(given: Mapping[str, Any]) -> str:
    named = given.get("logGroupName") or given.get("logGroupIdentifier") or ""
    return str(named).rpartition(":log-group:")[2].removesuffix(":*")
