"""Contracts: what a route takes and what it answers, as its callers may rely on it."""

from collections.abc import Mapping
from typing import Any

from generator import json_schema
from generator.facts import Fact
from generator.scope import Scope, Thing

_BODYLESS = ("GET", "HEAD")


class Value(Fact):
    """One value of a request beside its body. place: `path`, `query` or `header`, as OpenAPI says it."""

    name: str
    place: str
    description: str
    required: bool
    schema: Mapping[str, Any]


class Contract(Fact):
    """What goes in and what comes out. responses: by status; None for an answer without a body."""

    values: tuple[Value, ...]
    request: Thing | None
    responses: Mapping[int, Thing | None]


def from_spec(entry: Mapping[str, Any], scope: Scope, names_in_path: tuple[str, ...]) -> Contract:
    """Build a route's contract from its `parameters`, `request` and `responses`.

    names_in_path: the parameters that its path holds; each is a value, whether or not the spec describes it.
    """
    method = scope.key.partition(" ")[0]
    if "request" in entry and method in _BODYLESS:
        message = f'a {method} request has no body; describe what it takes under "parameters"'
        scope.at("request").problem(message, "not-allowed", at_key=True)
    described = entry.get("parameters", {})
    values = [_value(name, value, scope.at("parameters", name), names_in_path) for name, value in described.items()]
    plain = [Value(name, "path", "", True, {"type": "string"}) for name in names_in_path if name not in described]  # noqa: FBT003 - a fact
    return Contract(
        values=tuple(sorted([*values, *plain], key=lambda value: (value.place != "path", value.place, value.name))),
        request=_message(entry["request"], "request", scope.at("request")) if "request" in entry else None,
        responses=responses(entry.get("responses", {}), scope.at("responses")),
    )


def responses(entry: Mapping[str, str], scope: Scope) -> dict[int, Thing | None]:
    """Return answers by status, from `{201: schemas.Order, 204: none}`."""
    return {
        int(status): None if reference == "none" else _message(reference, "response", scope.at(status))
        for status, reference in sorted(entry.items())
    }


def _value(name: str, entry: Mapping[str, Any], scope: Scope, names_in_path: tuple[str, ...]) -> Value:
    place = entry.get("in", "path")
    if place == "path" and name not in names_in_path:
        message = f'the path has no "{{{name}}}"; say where the value stands: "in: query" or "in: header"'
        scope.problem(message, "invalid-route", at_key=True)
    if place != "path" and name in names_in_path:
        scope.at("in").problem(f'"{{{name}}}" stands in the path; leave out "in"', "invalid-route", at_key=True)
    schema, here = entry.get("schema", {"type": "string"}), scope.at("schema")
    for problem in json_schema.problems(schema, here.path):
        here.at(*problem.path[len(here.path) :]).problem(problem.message, problem.rule, at_key=problem.at_key)
    required = place == "path" or entry.get("required", False)
    return Value(name, place, entry.get("description", ""), required, schema)


def _message(reference: str, kind: str, scope: Scope) -> Thing:
    found = scope.thing(reference, "schemas")
    said = found.entry.get("kind", kind)
    if said != kind:
        message = f'"{reference}" is of kind {said}; name a schema with "kind: {kind}" here'
        scope.problem(message, "wrong-reference")
    return found
