"""Faults of what goes by messages: rules of the bus, asynchronous functions, consumers of queues, schedules."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from generator.kinds.bus import Rule
from generator.kinds.schedule import Schedule
from generator.model import Stack
from generator.scope import Thing
from tests.local.fault_cases import UNFORESEEN
from tests.local.fault_run import WAITING, Metrics, Row, Wave, about, alarms, times
from tests.local.kills import TABLE
from tests.local.running import System, running
from tests.tools import ROOT

MANY = 11  # more than the dead letters that the alarm bears
THROTTLE = "TooManyRequestsException"
_VALUED_AT = "2026-01-01T00:00:00.000000Z"
_COMES_BACK_S, _PATIENCE_S = 6, 120


@dataclass(frozen=True, slots=True)
class Way:
    """Sets work off. for_somebody: it is about a user who can be named."""

    start: Callable[[System, str], None]
    for_somebody: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One fault. at: what it hits. way: how the work is set off.

    retries: before it is given up. letters: where it goes then. counted: the metric of the function that fails.
    """

    at: str
    error: str
    way: Way
    retries: str
    letters: Thing
    counted: tuple[str, str, str] = ("", "", "")


def message_wave(stack: Stack, folder: Path) -> Wave:
    """Run all of them, one after the other."""
    found: list[tuple[Case, int, str]] = []
    with running(ROOT / "collectiq.yaml", "prod", folder / "messages.txt") as system:
        _come_back_soon(system, stack)
        began = time.time()
        for case in _cases(stack):
            found.append((case, 1, _once(system, case)))
            found.append((case, MANY if case.way.for_somebody else 1, _forever(system, case)))
        fired = alarms(system, stack, began)
    rows = [
        Row(_fault(case, number, ended), _path(case, ended), about(fired, _touched(case, ended)), ended)
        for case, number, ended in found
    ]
    return Wave("Rules, asynchronous functions, consumers, schedules (one after the other)", tuple(rows))


def _come_back_soon(system: System, stack: Stack) -> None:
    """Let messages come back to consumers after seconds; what the spec says are minutes."""
    for queue in stack.queues.values():
        if queue.dead_letter:
            system.client("sqs").set_queue_attributes(
                QueueUrl=system.queue_url(queue.name), Attributes={"VisibilityTimeout": str(_COMES_BACK_S)}
            )


def _cases(stack: Stack) -> Iterator[Case]:
    yield from _deliveries(stack)
    for key, function in stack.functions.items():
        for error, metric in ((UNFORESEEN, "Errors"), (THROTTLE, "Throttles")):
            counted = ("AWS/Lambda", metric, function.name)
            if function.on_failure:
                target, retries = function.on_failure.target, times(function.on_failure.retries)
                yield Case(f"functions.{key}", error, _way(stack, key), retries, target, counted)
            for trigger in function.triggers:
                letters = stack.queues[trigger.source.key].dead_letter
                assert letters is not None
                way, retries = _way(stack, trigger.source.key), f"received {letters.after} times"
                yield Case(f"functions.{key}", error, way, retries, letters.queue, counted)


def _deliveries(stack: Stack) -> Iterator[Case]:
    tries = "tried 3 times"
    for rule in _rules(stack):
        assert rule.dead_letter is not None
        yield Case(f"rules.{rule.key}", "no delivery", _event(stack, rule), tries, rule.dead_letter)
    for schedule in stack.schedules.values():
        assert schedule.dead_letter is not None
        yield Case(f"schedules.{schedule.thing.key}", "no delivery", _fired(schedule), tries, schedule.dead_letter)


def _rules(stack: Stack) -> Iterator[Rule]:
    for bus in stack.buses.values():
        yield from bus.rules.values()


def _way(stack: Stack, target: str) -> Way:
    """Return what sends something to a function or queue: a rule of the bus or a schedule."""
    for rule in _rules(stack):
        if any(one.key == target for one in rule.targets):
            return _event(stack, rule)
    return next(_fired(one) for one in stack.schedules.values() if one.target.key == target)


def _event(stack: Stack, rule: Rule) -> Way:
    bus = next(bus for bus in stack.buses.values() if rule.key in bus.rules)

    def start(system: System, user: str) -> None:
        card = str(uuid4())
        system.client("dynamodb").put_item(
            TableName=TABLE, Item={"PK": {"S": f"USER#{user}"}, "SK": {"S": f"CARD#{card}"}, "status": {"S": "valued"}}
        )
        detail = {
            "eventId": card,
            "cardId": card,
            "userId": user,
            "valuedAt": _VALUED_AT,
            "valueMedian": 5,
            "currency": "USD",
            "score": 0.1,
            "reasons": ["borders_wrong"],
        }
        entry = {
            "EventBusName": bus.thing.name,
            "Source": "collectiq",
            "DetailType": rule.events[0],
            "Detail": json.dumps(detail),
        }
        assert 0 == system.client("events").put_events(Entries=[entry])["FailedEntryCount"]

    return Way(start, for_somebody=True)


def _fired(schedule: Schedule) -> Way:
    return Way(lambda system, _: system.own("POST", f"schedules/{schedule.thing.key}"), for_somebody=False)


def _once(system: System, case: Case) -> str:
    """Ask for the fault once, and wait until the work is done."""
    user, before = uuid4().hex, _waiting(system, case)
    done = _done(system)
    _ask(system, case, user, 1)
    case.way.start(system, user)
    system.eventually(lambda: _done(system) > done, _PATIENCE_S)
    time.sleep(_COMES_BACK_S + 1)  # long enough for a second time to show
    assert (done + 1, before) == (_done(system), _waiting(system, case)), case
    if case.way.for_somebody:
        assert 1 == _effects(system, user), case
    return "done"


def _forever(system: System, case: Case) -> str:
    """Ask for the fault for ever, and wait until all work is given up."""
    user, before, done = uuid4().hex, _waiting(system, case), _done(system)
    number = MANY if case.way.for_somebody else 1
    _ask(system, case, user, None)
    for _ in range(number):
        case.way.start(system, user)
    system.eventually(lambda: _waiting(system, case) >= before + number, _PATIENCE_S)
    system.own("DELETE", "faults")
    time.sleep(_COMES_BACK_S + 1)
    assert (done, before + number) == (_done(system), _waiting(system, case)), case
    assert 0 == _effects(system, user), case
    return f"`{case.letters.key}`"


def _ask(system: System, case: Case, user: str, often: int | None) -> None:
    system.fault(case.at, case.error, times=often, holding=[user] if case.way.for_somebody else [])


def _done(system: System) -> int:
    """Return how many calls of consumers and asynchronous functions went well; no others are made here."""
    return sum(not entry["error"] for entry in system.journal("function"))


def _waiting(system: System, case: Case) -> int:
    found = system.client("sqs").get_queue_attributes(
        QueueUrl=system.queue_url(case.letters.name), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(found["Attributes"]["ApproximateNumberOfMessages"])


def _effects(system: System, user: str) -> int:
    """Count what was written for a user: records of values, and reviews."""
    scan: Any = system.client("dynamodb").get_paginator("scan").paginate(TableName=TABLE)
    items = [item for page in scan for item in page["Items"]]
    records = [item for item in items if item["PK"]["S"] == f"USER#{user}" and "valueHighest" in item]
    reviews = [item for item in items if item.get("owner", {}).get("S") == user]
    return len(records) + len(reviews)


def _fault(case: Case, number: int, ended: str) -> str:
    how = "once" if ended == "done" else f"for ever, {number} times over" if number > 1 else "for ever"
    return f"{case.at}: {case.error}, {how}"


def _path(case: Case, ended: str) -> str:
    return "tried again" if ended == "done" else case.retries


def _touched(case: Case, ended: str) -> Metrics:
    return frozenset({case.counted} if ended == "done" else {case.counted, (*WAITING, case.letters.name)})
