"""Workflows: state machines with their definition and the role that it needs."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from generator.diagnostics import SpecPath
from generator.facts import Fact
from generator.kinds import grant as grants
from generator.kinds.grant import Grant, Statement
from generator.names import lasting_key
from generator.schema import check_entry
from generator.scope import Scope, Thing
from generator.workflows import definition, role

_LOG_ACTIONS = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
_TRACE_ACTIONS = (
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
)

# What no text of the output can hold: halves of characters, and the marks of run-time values.
_UNUSABLE = re.compile("[\ud800-\udfff\ufdd0-\ufdef]")


class Workflow(Fact):
    """One state machine in one stack.

    type: `standard` or `express`. log_level: OFF, ERROR, FATAL or ALL. definition: Amazon States Language.
    places: where each state is written. grants: beside what its tasks show. input: the schema of what starts an execution.
    statements: all that its role may do, derived or granted.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    type: str
    input: Thing | None
    definition: Mapping[str, Any]
    places: Mapping[str, SpecPath]
    grants: tuple[Grant, ...]
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
    def logs(self) -> bool:
        """False where nothing is logged, so that there is no log group either."""
        return self.log_level != "OFF"

    @property
    def log_group(self) -> str:
        return self.thing.attributes["log_group"]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Workflow:
    """Build a workflow from its states, or from the definition that it takes over."""
    if "states" in entry and "definition" in entry:
        scope.at("definition").problem('"states" are said too, elsewhere; keep one', "not-allowed", at_key=True)
    machine, places = definition.build(entry, scope) if "states" in entry else _taken_over(entry, scope)
    granted = tuple(
        grants.from_spec(item, scope.at("grants", index)) for index, item in enumerate(entry.get("grants", ()))
    )
    log_level, tracing = entry.get("log_level", "ERROR"), entry.get("tracing", True)
    running = _running(logs=log_level != "OFF", tracing=tracing)
    derived = role.merged([*running, *role.needed(machine, places, granted, scope)])
    return Workflow(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        type=entry.get("type", "standard"),
        input=scope.at("input").thing(entry["input"], "schemas") if "input" in entry else None,
        definition=machine,
        places=places,
        grants=granted,
        statements=(*derived, *(grant.statement for grant in granted)),
        log_level=log_level,
        log_execution_data=entry.get("log_execution_data", False),
        log_retention_days=entry.get("log_retention_days", 30),
        tracing=tracing,
        role_name=scope.names.role("workflow", lasting_key("workflows", scope.key, entry)),
    )


def _running(*, logs: bool, tracing: bool) -> Iterator[Statement]:
    """Yield what a machine needs to be seen: delivery of its log, and its traces."""
    if logs:
        yield Statement(_LOG_ACTIONS, ("*",))
    if tracing:
        yield Statement(_TRACE_ACTIONS, ("*",))


def _taken_over(entry: Mapping[str, Any], scope: Scope) -> tuple[Mapping[str, Any], Mapping[str, SpecPath]]:
    """Return the definition in the file that `definition` names, and where each state counts as written."""
    if "definition" not in entry:
        scope.problem('a workflow needs "states" or a "definition" file', "missing-key", at_key=True)
        return {}, {}
    text, here = scope.attachments.get(entry["definition"]), scope.at("definition")
    if text is None:
        return {}, {}
    try:
        return _checked(json.loads(text, parse_constant=_no_json), here)
    except (ValueError, RecursionError) as error:
        reason = "it nests too deeply" if isinstance(error, RecursionError) else str(error)
        here.problem(f'"{entry["definition"]}" is not JSON that can be used: {reason}', "unreadable-attachment")
        return {}, {}


def _checked(machine: Any, scope: Scope) -> tuple[Mapping[str, Any], Mapping[str, SpecPath]]:
    """Return a definition whose shape is right, an empty one otherwise."""
    if unusable := _UNUSABLE.search(json.dumps(machine, ensure_ascii=False)):
        raise ValueError(f"the character U+{ord(unusable[0]):04X} cannot be used")
    found = check_entry(machine, "kinds/state.json#/$defs/machine", scope.path)
    for problem in found:
        place = scope.at(*problem.path[len(scope.path) :])
        place.problem(problem.message, problem.rule, at_key=problem.at_key)
    return ({}, {}) if found else definition.take_over(machine, scope)


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is no value of JSON")
