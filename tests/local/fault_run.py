"""One wave of faults in a running system, and what became of the cards that they hit."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.kinds.alarm import Watched
from generator.model import Stack
from tests.local.cards import User, executions, signed_up, told
from tests.local.fault_cases import Case, order
from tests.local.kills import QUEUE, create, is_quiet, items, redrive, statuses, upload
from tests.local.running import System, running
from tests.tools import ROOT

_LOOK_S = 6  # alarms are looked at every 5 s
_LONGEST_S = 300
WAITING = ("AWS/SQS", "ApproximateNumberOfMessagesVisible")

# Namespace, name, and whose it is.
Metrics = frozenset[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Fired:
    """An alarm that went off. window_s: over which it looks. after_s: since the faults."""

    key: str
    metrics: Metrics
    window_s: int
    after_s: float

    def __str__(self) -> str:
        return f"{self.key} ({self.window_s // 60} min) after {self.after_s:.0f} s"


@dataclass(frozen=True, slots=True)
class Row:
    """What one fault did."""

    fault: str
    path: str
    alarms: tuple[Fired, ...]
    ended: str


@dataclass(frozen=True, slots=True)
class Wave:
    """What faults that ran at once did."""

    title: str
    rows: tuple[Row, ...]


def workflow_wave(stack: Stack, cases: list[Case], folder: Path) -> Wave:
    """Run the cases of a wave, each with a card of its own, and finish afterwards what was kept."""
    [workflow] = stack.workflows.values()
    output = folder / f"{cases[0].state}-{cases[0].forever}.txt"
    with running(ROOT / "collectiq.yaml", "prod", output) as system:
        user = signed_up(system)
        began = time.time()
        cards = [_hit(system, user, case) for case in cases]
        system.eventually(lambda: is_quiet(system), _LONGEST_S)
        fired = alarms(system, stack, began)
        paths = [_path(system, card, case, order(workflow)) for card, case in zip(cards, cases, strict=True)]
        ends = _ends(system, user, cards)
    touched = [_touched(stack, case, end) for case, end in zip(cases, ends, strict=True)]
    rows = tuple(
        Row(case.error, path, about(fired, metrics), end)
        for case, path, metrics, end in zip(cases, paths, touched, ends, strict=True)
    )
    return Wave(_title(cases), rows)


def _title(cases: list[Case]) -> str:
    return f"{cases[0].state} {'fails for ever' if cases[0].forever else 'fails once'} ({len(cases)} cards at once)"


def _hit(system: System, user: User, case: Case) -> str:
    image = upload(system, user)
    for asked in case.asked(image):
        system.own("POST", "faults", asked)
    return create(user, image)


def _path(system: System, card: str, case: Case, names: list[str]) -> str:
    [execution] = executions(system, card)
    history = system.client("stepfunctions").get_execution_history(
        executionArn=execution["executionArn"], maxResults=1000
    )["events"]
    entered = {event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event}
    # A busy machine adds failures of its own, which are retried too: only those asked for are counted.
    failed = sum(_is_asked_for(event, case) for event in history)
    retries = failed - case.forever
    assert (case.attempts if case.forever else 1) == retries, (case, retries)
    last = "" if execution["status"] == "SUCCEEDED" else f", {execution['status']}"
    return f"{', '.join(name for name in names if name in entered)}{last}; {times(retries)}"


def _is_asked_for(event: Mapping[str, Any], case: Case) -> bool:
    if event["type"] == "LambdaFunctionTimedOut":
        return case.error == "States.Timeout"
    failure = event.get("lambdaFunctionFailedEventDetails") or event.get("taskFailedEventDetails", {})
    return failure.get("error") == case.shown and (case.counted == "Throttles" or "injected" in failure["cause"])


def times(retries: int) -> str:
    """Return a number of retries in words."""
    return "1 retry" if retries == 1 else f"{retries} retries"


def _ends(system: System, user: User, cards: list[str]) -> list[str]:
    """Say where each card's work ended, then finish it, and see that nothing was lost and nothing done twice."""
    found = {item["SK"]["S"].partition("#")[2]: item["status"]["S"] for item in items(system, user, "CARD")}
    once(system, user, [card for card in cards if found[card] == "valued"])
    kept = system.messages(QUEUE)
    counted = Counter(message["input"]["cardId"] for message in kept)
    system.own("DELETE", "faults")
    unkept = [card for card in cards if found[card] != "valued" and card not in counted]
    redrive(system, [*kept, *({"input": _input(system, card)} for card in unkept)])
    assert {"valued": len(cards)} == dict(statuses(system, user))
    once(system, user, cards)
    return [_end(found[card], counted[card]) for card in cards]


def _input(system: System, card: str) -> Any:
    [execution] = executions(system, card)
    described = system.client("stepfunctions").describe_execution(executionArn=execution["executionArn"])
    return json.loads(described["input"])


def _end(status: str, kept: int) -> str:
    """Say where work ended. kept: how many messages; a call that came late keeps the same failure again."""
    letters = "`valuation_failures`" + (f" {kept} times over" if kept > 1 else "")
    if status == "valued":
        return f"stored by the late call; kept in {letters} too" if kept else "stored"
    return f"card {status}, work in {letters}" if kept else f"card {status}, work in the failed execution only"


def once(system: System, user: User, cards: list[str]) -> None:
    """See that each card has one price, and that all events about it are the same one."""
    prices = Counter(item["SK"]["S"].split("#")[1] for item in items(system, user, "PRICE"))
    for card in cards:
        ids = {event["eventId"] for event in told(system, "CardValuationUpdated", card)}
        assert (1, 1) == (prices[card], len(ids)), card


def _touched(stack: Stack, case: Case, end: str) -> Metrics:
    """Return the metrics that a case adds to."""
    found = {("AWS/Lambda", case.counted, case.function_name)}
    if end != "stored":
        [workflow] = stack.workflows.values()
        found.add(("AWS/States", "ExecutionsFailed", workflow.thing.arn))
    if "valuation_failures" in end:
        found.add((*WAITING, QUEUE))
    return frozenset(found)


def alarms(system: System, stack: Stack, began: float) -> list[Fired]:
    """Return the alarms that went off since a time, once all have been looked at again."""
    time.sleep(_LOOK_S)
    first: dict[str, float] = {}
    for entry in system.journal("alarm"):
        if entry["state"] == "ALARM":
            first.setdefault(entry["alarm"], entry["at"])
    return [
        Fired(watched.key, _metrics(watched), alarm.period_s * alarm.periods, first[watched.name] - began)
        for alarm in stack.alarms.values()
        for watched in alarm.watched
        if watched.name in first
    ]


def about(fired: list[Fired], metrics: Metrics) -> tuple[Fired, ...]:
    """Return the alarms that look at one of these metrics."""
    return tuple(one for one in fired if one.metrics & metrics)


def _metrics(watched: Watched) -> Metrics:
    return frozenset((one.namespace, one.name, "".join(one.dimensions.values())) for one in watched.metric.plain)
