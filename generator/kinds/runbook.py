"""Runbooks: what to do when, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing

# What a step may point to, and the section that it is declared in.
_POINTERS = {
    "query": "queries",
    "dashboard": "dashboards",
    "runbook": "runbooks",
    "queue": "queues",
    "function": "functions",
    "workflow": "workflows",
    "table": "tables",
    "bucket": "buckets",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. things: what it points to. link: `traces`, `health`, `quotas`, or an address; command: to be run in a shell."""

    do: str
    things: tuple[Thing, ...]
    link: str
    command: str


@dataclass(frozen=True, slots=True)
class Runbook:
    """One runbook; steps whose condition does not hold in this environment are left out. escalate_to: a team."""

    thing: Thing
    title: str
    impact: str
    escalate_after_s: int | None
    escalate_to: Thing | None
    steps: tuple[Step, ...]

    @property
    def key(self) -> str:
        return self.thing.key


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Runbook:
    """Build a runbook from `{title, impact, escalate, steps}`."""
    escalate = entry.get("escalate")
    steps = [(step, scope.at("steps", index)) for index, step in enumerate(entry["steps"])]
    return Runbook(
        thing=scope.this,
        title=entry["title"],
        impact=entry.get("impact", ""),
        escalate_after_s=scope.seconds(escalate["after"]) if escalate else None,
        escalate_to=scope.at("escalate", "to").thing(escalate["to"], "access") if escalate else None,
        steps=tuple(_step(step, here) for step, here in steps if _holds(step.get("when"), here.at("when"))),
    )


def _step(step: Mapping[str, Any], here: Scope) -> Step:
    things = [here.at(word).thing(step[word], section) for word, section in _POINTERS.items() if word in step]
    return Step(
        here.at("do").text(step["do"]),
        tuple(things),
        step.get("link", ""),
        here.at("command").text(step.get("command", "")),
    )


def _holds(when: Mapping[str, Any] | None, here: Scope) -> bool:
    """Tell whether a workflow has the type that a step is for."""
    if when is None:
        return True
    workflow = here.at("thing").thing(when["thing"], "workflows")
    return bool(workflow.entry.get("type", "standard") == when["is"])
