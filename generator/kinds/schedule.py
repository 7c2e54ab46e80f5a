"""Schedules: what EventBridge Scheduler starts, and when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from generator.facts import Fact
from generator.kinds import cron
from generator.kinds.fifo import dead_letter_of
from generator.kinds.grant import Statement
from generator.scope import Scope, Thing, section_of

_ACTIONS = {
    "functions": "lambda:InvokeFunction",
    "queues": "sqs:SendMessage",
    "workflows": "states:StartExecution",
    "buses": "events:PutEvents",
    "topics": "sns:Publish",
}


class Event(Fact):
    """What a schedule puts on a bus; its input is the detail."""

    source: str
    type: str


class Schedule(Fact):
    """One schedule in one stack. expression: `cron(...)`, `rate(...)` or `at(...)`. input: what the target gets.

    event: where the target is a bus. retry_attempts: 0-185. max_age_s: 60-86400.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    expression: str
    time_zone: str
    flexible_minutes: int | None
    target: Thing
    event: Event | None
    input: Mapping[str, Any] | None
    dead_letter: Thing | None
    retry_attempts: int
    max_age_s: int
    enabled: bool
    role_name: str

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What its role may do: call the target, and keep what could not be delivered."""
        call = Statement((_ACTIONS[section_of(self.target)],), (self.target.arn,))
        return (call, Statement(("sqs:SendMessage",), (self.dead_letter.arn,))) if self.dead_letter else (call,)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Schedule:
    """Build a schedule from `{cron: ..., target: ...}` or `{every: 5m, target: ...}`."""
    dead_letter = entry.get("dead_letter")
    target = scope.at("target").thing(entry["target"], *_ACTIONS, "imports")
    if target.entry.get("fifo"):
        message = "a schedule belongs to no message group, so it cannot deliver to FIFO; name one that is not FIFO"
        scope.at("target").problem(message, "wrong-reference")
    return Schedule(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        expression=_expression(entry, scope),
        time_zone=entry.get("time_zone", "UTC"),
        flexible_minutes=entry.get("flexible_minutes"),
        target=target,
        event=_event(entry, target, scope),
        input=scope.at("input").resolved(entry["input"]) if "input" in entry else None,
        dead_letter=dead_letter_of(dead_letter, scope.at("dead_letter")) if dead_letter else None,
        retry_attempts=entry.get("retries", 185),
        max_age_s=scope.at("max_age").seconds(entry.get("max_age", "1d"), 60, 86_400),
        enabled=entry.get("enabled", True),
        role_name=scope.names.role("schedule", scope.key),
    )


def _event(entry: Mapping[str, Any], target: Thing, scope: Scope) -> Event | None:
    if section_of(target) != "buses":
        if "event" in entry:
            scope.at("event").problem('"event" is for buses only; leave it away', "not-allowed", at_key=True)
        return None
    if "event" not in entry:
        scope.problem(
            'a schedule that puts something on a bus says which event: add "event"', "missing-key", at_key=True
        )
        return None
    declared = scope.at("event").thing(f'schemas."{entry["event"]}"', "schemas")
    source = target.entry.get("source", scope.tree["system"]["name"])
    return Event(scope.at("event").text(source), declared.key)


def _expression(entry: Mapping[str, Any], scope: Scope) -> str:
    form = next((form for form in ("cron", "every", "at") if form in entry), None)
    match form:
        case "cron":
            if problem := cron.wrong(entry["cron"]):
                scope.at("cron").problem(f"AWS would refuse this: {problem}", "wrong-format")
            return f"cron({entry['cron']})"
        case "every":
            return f"rate({_rate(entry['every'], scope.at('every'))})"
        case "at":
            try:
                datetime.fromisoformat(entry["at"])
            except ValueError:
                scope.at("at").problem(f'"{entry["at"]}" is no moment of the calendar', "wrong-format")
            return f"at({entry['at']})"
        case _:
            scope.problem('a schedule says when: add "cron", "every" or "at"', "missing-key", at_key=True)
            return ""


def _rate(every: int | str, scope: Scope) -> str:
    minutes, rest = divmod(scope.seconds(every), 60)
    if rest or not minutes:
        scope.problem(f'"{every}" is out of range; a schedule runs every so many whole minutes', "out-of-range")
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes % size == 0:
            number = minutes // size
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    raise AssertionError(minutes)
