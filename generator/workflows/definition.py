"""Short forms of states as Amazon States Language; a state that has `Type` is ASL already and keeps its fields.

A file that a workflow takes over is ASL from the first to the last line. In both, `${...}` is replaced (see `texts`).
"""

from collections.abc import Mapping
from typing import Any

from generator.diagnostics import SpecPath
from generator.facts import Fact
from generator.scope import Scope
from generator.workflows import checks, order, texts
from generator.workflows.policies import catchers, retriers

State = dict[str, Any]
_SHORT_FORMS = ("task", "parallel", "map", "choice")
_SHORT_FIELDS = frozenset({*_SHORT_FORMS, "timeout", "heartbeat", "retry", "catch", "default"})
_NESTED = ("ItemProcessor", "Iterator")

# The longest that a task may take, and may say nothing, in seconds (AWS Step Functions guide).
_LONGEST_S = 99_999_999


class _Workflow(Fact):
    """What all states of a workflow share. names: where each state's name is taken."""

    entry: Mapping[str, Any]
    language: str
    names: dict[str, SpecPath]


def build(entry: Mapping[str, Any], scope: Scope) -> tuple[State, Mapping[str, SpecPath]]:
    """Return the definition of a workflow whose entry has `states`, as ASL, and where each state is written."""
    definition: State = {}
    if entry.get("description"):
        definition["Comment"] = entry["description"]
    if "query_language" in entry:
        definition["QueryLanguage"] = entry["query_language"]
    if "timeout" in entry:
        definition["TimeoutSeconds"] = scope.at("timeout").seconds(entry["timeout"], 1, _LONGEST_S)
    workflow = _Workflow(entry, entry.get("query_language", "JSONPath"), {})
    definition |= _machine(entry["states"], entry.get("start_at"), workflow, scope.at("states"))
    return definition, workflow.names


def take_over(machine: Mapping[str, Any], scope: Scope) -> tuple[State, Mapping[str, SpecPath]]:
    """Return the definition that stands in a file, with its texts resolved and everything else as it is."""
    definition: State = texts.unchanged(machine, scope)
    names: dict[str, SpecPath] = {}
    checks.file(definition, definition.get("QueryLanguage", "JSONPath"), names, scope)
    return definition, names


def _machine(states: Mapping[str, Any], start_at: str | None, workflow: _Workflow, scope: Scope) -> State:
    built = {str(name): _state(state, workflow, scope.at(name)) for name, state in states.items()}
    start = start_at or _start(built, scope)
    machine = {"StartAt": start, "States": order.from_start(built, start)}
    checks.level(machine, workflow.language, workflow.names, scope)
    return machine


def _start(states: Mapping[str, State], scope: Scope) -> str:
    """Return the state that starts, which has to be clear without the order of the keys."""
    starts = order.starts(states)
    # A name that leads nowhere was meant for one of the states that nothing leads to, and is reported as such.
    misspelt = {name for state in states.values() for name in order.transitions(state)} - states.keys()
    # So is a policy that is none, from which nothing is known to follow.
    unknown = sum("Next" not in catcher for state in states.values() for catcher in state.get("Catch", ()))
    if not starts or len(starts) > 1 + len(misspelt) + unknown:
        found = f"{', '.join(starts)} all do" if starts else "none does"
        where = '"start_at"' if len(scope.path) == len(("workflows", "x", "states")) else '"StartAt", in ASL'
        scope.problem(
            "the state that starts is the one that no other leads to, and "
            f'{found}: connect them with "Next", or name the first one with {where}',
            "unclear-start",
        )
    return starts[0] if starts else next(iter(states))


def _state(entry: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    form = next((form for form in _SHORT_FORMS if form in entry), None)
    if form is None:
        return _asl_state(entry, workflow, scope)
    rest = {key: texts.ordered(value, scope.at(key)) for key, value in entry.items() if key not in _SHORT_FIELDS}
    short = _SHORT[form](entry, workflow, scope) | _common(entry, workflow, scope)
    for key in short.keys() & rest.keys():
        scope.at(key).problem(f'"{key}" is said twice, here and in short; keep one', "not-allowed", at_key=True)
    return order.fields(short | rest)


def _task(entry: Mapping[str, Any], _workflow: _Workflow, scope: Scope) -> State:
    task, here = entry["task"], scope.at("task")
    if task.startswith("arn:") or "${" in task:
        return {"Type": "Task", "Resource": here.text(task)}
    return {"Type": "Task", "Resource": here.thing(task, "functions", "imports").arn}


def _parallel(entry: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    here = scope.at("parallel")
    branches = [_machine(states, None, workflow, here.at(name)) for name, states in sorted(entry["parallel"].items())]
    return {"Type": "Parallel", "Branches": branches}


def _map(entry: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    short, here = entry["map"], scope.at("map")
    state: State = {"Type": "Map"}
    if "items" in short:
        items = short["items"]
        is_path = isinstance(items, str) and not texts.is_jsonata(items)
        state["ItemsPath" if is_path else "Items"] = texts.ordered(items, here.at("items"))
    if "concurrency" in short:
        state["MaxConcurrency"] = short["concurrency"]
    mode = {"Mode": "INLINE"}
    if "distributed" in short:
        mode = {"Mode": "DISTRIBUTED", "ExecutionType": short["distributed"].upper()}
    states = _machine(short["states"], None, workflow, here.at("states"))
    return state | {"ItemProcessor": {"ProcessorConfig": mode, **states}}


def _choice(entry: Mapping[str, Any], _workflow: _Workflow, scope: Scope) -> State:
    short = {"if": "Condition", "next": "Next"}
    rules = [
        order.fields(
            {short.get(key, key): texts.ordered(value, scope.at("choice", index, key)) for key, value in rule.items()}
        )
        for index, rule in enumerate(entry["choice"])
    ]
    return {"Type": "Choice", "Choices": rules} | ({"Default": entry["default"]} if "default" in entry else {})


_SHORT = {"task": _task, "parallel": _parallel, "map": _map, "choice": _choice}


def _common(entry: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    """Return the short fields that several forms have."""
    fields: State = {}
    if "timeout" in entry:
        fields["TimeoutSeconds"] = scope.at("timeout").seconds(entry["timeout"], 1, _LONGEST_S)
    if "heartbeat" in entry:
        fields["HeartbeatSeconds"] = scope.at("heartbeat").seconds(entry["heartbeat"], 1, _LONGEST_S)
    if "retry" in entry:
        fields["Retry"] = retriers(entry, workflow.entry, scope)
    if "catch" in entry:
        fields["Catch"] = catchers(entry, workflow.entry, scope)
    return fields


def _asl_state(entry: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    """Return an ASL state with its texts resolved; short forms may stand again in its branches."""
    state = {
        key: texts.ordered(value, scope.at(key)) for key, value in entry.items() if key not in ("Branches", *_NESTED)
    }
    if "Branches" in entry:
        state["Branches"] = [
            _nested(branch, workflow, scope.at("Branches", index)) for index, branch in enumerate(entry["Branches"])
        ]
    for key in _NESTED:
        if key in entry:
            state[key] = _nested(entry[key], workflow, scope.at(key))
    return order.fields(state)


def _nested(machine: Mapping[str, Any], workflow: _Workflow, scope: Scope) -> State:
    rest = {
        key: texts.ordered(value, scope.at(key)) for key, value in machine.items() if key not in ("States", "StartAt")
    }
    return order.fields(rest | _machine(machine["States"], machine.get("StartAt"), workflow, scope.at("States")))
