"""Workflows: state machines with their definition and the role that it needs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from generator.diagnostics import SpecPath
from generator.kinds import grant as grants
from generator.kinds.grant import Statement
from generator.schema import check_entry
from generator.scope import Scope, Thing
from generator.workflows import definition, role


@dataclass(frozen=True, slots=True)
class Workflow:
    """One state machine in one stack.

    type: `standard` or `express`. log_level: OFF, ERROR, FATAL or ALL. definition: Amazon States Language.
    input: the schema of what starts an execution. statements: what its role may do, derived from the tasks and from its own grants.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    type: str
    input: Thing | None
    definition: Mapping[str, Any]
    statements: tuple[Statement, ...]
    log_level: str
    log_execution_data: bool
    log_retention_days: int
    tracing: bool
    role_name: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def log_group(self) -> str:
        return self.thing.attributes["log_group"]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Workflow:
    """Build a workflow from its states, or from the definition that it takes over."""
    machine, places = definition.build(entry, scope) if "states" in entry else _taken_over(entry, scope)
    granted = tuple(
        grants.from_spec(item, scope.at("grants", index)) for index, item in enumerate(entry.get("grants", ()))
    )
    derived = role.statements(machine, places, granted, scope)
    return Workflow(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        type=entry.get("type", "standard"),
        input=scope.at("input").thing(entry["input"], "schemas") if "input" in entry else None,
        definition=machine,
        statements=(*derived, *(grant.statement for grant in granted)),
        log_level=entry.get("log_level", "ERROR"),
        log_execution_data=entry.get("log_execution_data", False),
        log_retention_days=entry.get("log_retention_days", 30),
        tracing=entry.get("tracing", True),
        role_name=scope.names.role("workflow", scope.key),
    )


def _taken_over(entry: Mapping[str, Any], scope: Scope) -> tuple[Mapping[str, Any], Mapping[str, SpecPath]]:
    """Return the definition in the file that `definition` names, and where each state counts as written."""
    if "definition" not in entry:
        scope.problem('a workflow needs "states" or a "definition" file', "missing-key", at_key=True)
        return {}, {}
    text = scope.attachments.get(entry["definition"])
    here = scope.at("definition")
    machine = _parsed(text, entry["definition"], here) if text is not None else None
    if machine is None:
        return {}, {}
    found = check_entry(machine, "kinds/state.json#/$defs/machine", here.path)
    for problem in found:
        here.at(*problem.path[len(here.path) :]).problem(problem.message, problem.rule, at_key=problem.at_key)
    return ({}, {}) if found else definition.take_over(machine, here)


def _parsed(text: str, name: str, scope: Scope) -> Any:
    """Return what a JSON file says; None where it says nothing that a machine could be."""
    try:
        return json.loads(text, parse_constant=_no_json)
    except (ValueError, RecursionError) as error:
        reason = "it nests too deeply" if isinstance(error, RecursionError) else str(error)
        scope.problem(f'"{name}" is not JSON: {reason}', "unreadable-attachment")
        return None


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no value of JSON")
