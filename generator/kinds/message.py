"""Schemas: JSON Schemas of events, tasks, requests and responses."""

from collections.abc import Mapping
from typing import Any

from generator import json_schema
from generator.facts import Fact
from generator.json_schema_parts import in_one_piece, references
from generator.scope import Scope, Thing

JSON = "application/json"


class Message(Fact):
    """The shape of one kind of message. kind: `event`, `task`, `request` or `response`.

    schema: in one piece; written: as the spec says it, with the names of other schemas in `$ref`.
    parts: the names of the schemas that it is made of, directly or not, sorted.
    media_type: what a request or a response is sent as.
    """

    thing: Thing
    kind: str
    description: str
    schema: Mapping[str, Any]
    written: Mapping[str, Any]
    parts: tuple[str, ...]
    media_type: str
    bus: Thing | None

    @property
    def key(self) -> str:
        return self.thing.key


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Message:
    """Build a message's schema from `{kind: event, schema: {...}}`."""
    here, bus, written = scope.at("schema"), entry.get("bus"), entry["schema"]
    for problem in json_schema.problems(written, here.path):
        here.at(*problem.path[len(here.path) :]).problem(problem.message, problem.rule, at_key=problem.at_key)
    if bus and entry["kind"] != "event":
        scope.at("bus").problem(
            f"only an event goes over a bus, and this is a {entry['kind']}", "not-allowed", at_key=True
        )
    if "media_type" in entry and entry["kind"] not in ("request", "response"):
        message = f'a "media_type" is for requests and responses, and this is of kind {entry["kind"]}; leave it out'
        scope.at("media_type").problem(message, "not-allowed", at_key=True)
    parts = _parts(written, here)
    return Message(
        thing=scope.this,
        kind=entry["kind"],
        description=entry.get("description", ""),
        schema=in_one_piece(written, parts),
        written=written,
        parts=tuple(parts),
        media_type=entry.get("media_type", JSON),
        bus=scope.at("bus").thing(bus, "buses", "imports") if bus else None,
    )


def _parts(written: Mapping[str, Any], scope: Scope) -> dict[str, Mapping[str, Any]]:
    """Return the schemas that this one is made of by name, sorted; a name that nobody declared is a problem."""
    found: dict[str, Mapping[str, Any]] = {}
    named = [scope.at(*path).thing(name, "schemas") for name, path in references(written)]
    while named:
        thing = named.pop()
        schema = thing.entry.get("schema")
        if thing.key in found or not isinstance(schema, Mapping):
            continue
        found[thing.key] = schema
        # What another one names is reported where that one is read.
        others = (scope.things.get(("schemas", name.partition(".")[2])) for name, _ in references(schema))
        named += [other for other in others if other]
    return dict(sorted(found.items()))
