"""Schedules: what EventBridge Scheduler starts, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.kinds.grant import Statement
from generator.scope import Scope, Thing

_ACTIONS = {
    "functions": "lambda:InvokeFunction",
    "queues": "sqs:SendMessage",
    "workflows": "states:StartExecution",
    "buses": "events:PutEvents",
    "topics": "sns:Publish",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """One schedule in one stack. expression: `cron(...)`, `rate(...)` or `at(...)`. input: what the target gets."""

    thing: Thing
    description: str
    feature: str
    expression: str
    time_zone: str
    flexible_minutes: int | None
    target: Thing
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
        call = Statement((_ACTIONS[self.target.section],), (self.target.arn,))
        return (call, Statement(("sqs:SendMessage",), (self.dead_letter.arn,))) if self.dead_letter else (call,)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Schedule:
    """Build a schedule from `{cron: ..., target: ...}` or `{every: 5m, target: ...}`."""
    dead_letter = entry.get("dead_letter")
    return Schedule(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        expression=_expression(entry, scope),
        time_zone=entry.get("time_zone", "UTC"),
        flexible_minutes=entry.get("flexible_minutes"),
        target=scope.at("target").thing(entry["target"], *_ACTIONS),
        input=entry.get("input"),
        dead_letter=scope.at("dead_letter").thing(dead_letter, "queues") if dead_letter else None,
        retry_attempts=entry.get("retries", 185),
        max_age_s=scope.seconds(entry.get("max_age", "1d")),
        enabled=entry.get("enabled", True),
        role_name=scope.names.role("schedule", scope.key),
    )


def _expression(entry: Mapping[str, Any], scope: Scope) -> str:
    given = [form for form in ("cron", "every", "at") if form in entry]
    if len(given) != 1:
        scope.problem('a schedule has one of "cron", "every" and "at"', "missing-key")
        return ""
    if given[0] != "every":
        return f"{given[0]}({entry[given[0]]})"
    minutes, rest = divmod(scope.seconds(entry["every"]), 60)
    if rest or not minutes:
        scope.at("every").problem("a schedule runs every so many whole minutes", "out-of-range")
    return f"rate({minutes} minute{'s' if minutes != 1 else ''})"
