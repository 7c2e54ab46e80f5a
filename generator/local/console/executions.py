"""An execution as its states: when each was entered and left, with what, and what went wrong.

Events are those of `GetExecutionHistory` (AWS Step Functions API reference, November 2026).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from generator.local.clients import Clients

_MOST_LETTERS = 20_000  # of one input or output
_TRIED = frozenset({"LambdaFunctionScheduled", "TaskScheduled", "ActivityScheduled"})
_GROUP_FAILED = {"ParallelStateFailed": "Parallel", "MapStateFailed": "Map"}

Event = Mapping[str, Any]


@dataclass(slots=True)
class Visit:
    """One time that a state was entered. left_at: 0 while it is inside. tries: how often its task was started."""

    name: str
    type: str
    entered_at: float
    input: str
    left_at: float = 0.0
    output: str = ""
    error: str = ""
    cause: str = ""
    failures: int = 0
    tries: int = 0
    status: str = "running"


@dataclass(slots=True)
class _History:
    """The visits so far, by the number of the event that began each, and every event by its number."""

    events: dict[int, Event] = field(default_factory=dict)
    visits: dict[int, Visit] = field(default_factory=dict)

    def of(self, event: Event) -> Visit | None:
        """Return the visit that an event belongs to: the nearest one before it."""
        number = event["id"]
        while number and number not in self.visits:
            number = self.events[number].get("previousEventId", 0) if number in self.events else 0
        return self.visits.get(number)

    def inside(self, name: str) -> Visit | None:
        """Return the latest visit of a state that was not left yet."""
        return next((one for one in reversed(self.visits.values()) if one.name == name and not one.left_at), None)

    def fail(self, kind: str) -> None:
        """Mark the latest state of a kind that was not left yet: history names neither it nor the error of what is inside."""
        for one in reversed(self.visits.values()):
            if one.type == kind and not one.left_at:
                one.status = "failed"
                return


def execution(arn: str, clients: Clients) -> dict[str, Any]:
    """Return an execution and its visits; raise botocore's ClientError where it is not there."""
    states = clients("stepfunctions")
    described = states.describe_execution(executionArn=arn)
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
    events = [event for page in pages for event in page["events"]]
    ended = described["status"] != "RUNNING"
    return {
        "arn": arn,
        "status": described["status"],
        "machine": described["stateMachineArn"].rpartition(":")[2],
        "started_at": _seconds(described["startDate"]),
        "stopped_at": _seconds(described.get("stopDate")),
        "input": str(described.get("input", ""))[:_MOST_LETTERS],
        "output": str(described.get("output", ""))[:_MOST_LETTERS],
        "error": described.get("error", ""),
        "cause": described.get("cause", ""),
        "visits": [asdict(one) for one in visits(events, ended=ended)],
    }


def visits(events: Iterable[Event], *, ended: bool) -> list[Visit]:
    """Return the visits in the order in which they began. ended: the execution has; what was not left then ended with it."""
    history = _History()
    for event in events:
        history.events[event["id"]] = event
        _take(event, history)
    for visit in history.visits.values():
        if ended and not visit.left_at:
            visit.status = "succeeded" if visit.type == "Succeed" else "failed"
    return list(history.visits.values())


def _take(event: Event, history: _History) -> None:
    facts: Mapping[str, Any] = next((value for key, value in event.items() if key.endswith("EventDetails")), {})
    if "stateEnteredEventDetails" in event:
        kind = event["type"].removesuffix("StateEntered")
        text = str(facts.get("input", ""))[:_MOST_LETTERS]
        history.visits[event["id"]] = Visit(facts["name"], kind, _seconds(event["timestamp"]), text)
    elif "stateExitedEventDetails" in event:
        _leave(event, facts, history)
    elif event["type"] in _GROUP_FAILED:
        history.fail(_GROUP_FAILED[event["type"]])
    elif (visit := history.of(event)) is not None:
        visit.tries += event["type"] in _TRIED
        if facts.get("error") and not event["type"].startswith("Execution"):
            visit.error, visit.cause = facts["error"], facts.get("cause", "")
            visit.failures += 1
            visit.status = "failed"
        elif event["type"].endswith("Succeeded") and not visit.left_at:
            visit.status = "running"  # an earlier try may have failed


def _leave(event: Event, facts: Mapping[str, Any], history: _History) -> None:
    visit = history.inside(facts["name"])
    if visit is None:
        return
    visit.left_at = _seconds(event["timestamp"])
    visit.output = str(facts.get("output", ""))[:_MOST_LETTERS]
    visit.status = "caught" if visit.status == "failed" else "succeeded"


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0
