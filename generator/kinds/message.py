"""Schemas: JSON Schemas of events, tasks, requests and responses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator import json_schema
from generator.scope import Scope, Thing


@dataclass(frozen=True, slots=True)
class Message:
    """The shape of one kind of message. kind: `event`, `task`, `request` or `response`."""

    thing: Thing
    kind: str
    description: str
    schema: Mapping[str, Any]
    bus: Thing | None

    @property
    def key(self) -> str:
        return self.thing.key


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Message:
    """Build a message's schema from `{kind: event, schema: {...}}`."""
    here, bus = scope.at("schema"), entry.get("bus")
    for problem in json_schema.problems(entry["schema"], here.path):
        here.at(*problem.path[len(here.path) :]).problem(problem.message, problem.rule, at_key=problem.at_key)
    if bus and entry["kind"] != "event":
        scope.at("bus").problem(
            f"only an event goes over a bus, and this is a {entry['kind']}", "not-allowed", at_key=True
        )
    return Message(
        thing=scope.this,
        kind=entry["kind"],
        description=entry.get("description", ""),
        schema=entry["schema"],
        bus=scope.at("bus").thing(bus, "buses", "imports") if bus else None,
    )
