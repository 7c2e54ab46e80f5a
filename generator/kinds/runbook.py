"""Runbooks: what to do when, step by step."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import command
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


class Step(Fact):
    """One step. things: what it points to. link: `traces`, `health`, `quotas`, or an address.

    commands: the words of each; more than one where a step is for several things. each: these things, in the same order.
    check: how to know that it worked.
    """

    do: str
    things: tuple[Thing, ...]
    link: str
    commands: tuple[tuple[str, ...], ...]
    each: tuple[Thing, ...]
    check: str


class Runbook(Fact):
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
    each = _each(step, here) if "each" in step else []
    things = [here.at(word).thing(step[word], section) for word, section in _POINTERS.items() if word in step]
    return Step(
        do=here.at("do").text(step["do"]),
        things=tuple(things),
        link=step.get("link", ""),
        commands=_commands(step, each, here),
        each=tuple(each),
        check=here.at("check").text(step.get("check", "")),
    )


def _commands(step: Mapping[str, Any], each: list[Thing], here: Scope) -> tuple[tuple[str, ...], ...]:
    """Return a step's command, once for each thing of `each`, which it calls `${each.name}`."""
    text = step.get("command", "")
    if not text:
        return ()
    owners = [thing.reference for thing in each] if "each" in step else [""]
    written = [text.replace("${each.", f"${{{owner}.") if owner else text for owner in owners]
    return tuple(command.from_spec(one, here.at("command")) for one in written)


def _each(step: Mapping[str, Any], here: Scope) -> list[Thing]:
    return [
        thing for index, reference in enumerate(step["each"]) for thing in _things(reference, here.at("each", index))
    ]


def _things(reference: str, here: Scope) -> list[Thing]:
    section, _, key = reference.partition(".")
    if key != "*":
        return [here.thing(reference)]
    found = [thing for (kind, _), thing in here.things.items() if kind == section]
    if not found:
        here.problem(f'"{reference}" names nothing that is declared', "dangling-reference")
    return sorted(found, key=lambda thing: thing.key)


def _holds(when: Mapping[str, Any] | None, here: Scope) -> bool:
    """Tell whether a step is for this environment: for the type of a workflow, or the way a function is deployed."""
    if when is None:
        return True
    expected = when["is"]
    if expected in ("standard", "express"):
        workflow = here.at("thing").thing(when["thing"], "workflows")
        return bool(workflow.entry.get("type", "standard") == expected)
    function = here.at("thing").thing(when["thing"], "functions")
    strategy = function.entry.get("deployment", {}).get("strategy", "all_at_once")
    return bool((strategy == "all_at_once") == (expected == "at_once"))
