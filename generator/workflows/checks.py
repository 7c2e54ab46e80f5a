"""What AWS refuses in a definition although each of its states has the right form."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Related, SpecPath, did_you_mean
from generator.effective import value_at
from generator.facts import replace
from generator.scope import Scope
from generator.workflows import order

State = Mapping[str, Any]

# The fields that only one of the two query languages knows, and what the other one calls them.
_OF_JSONATA = {"Arguments": "Parameters", "Output": "ResultPath", "Items": "ItemsPath", "Condition": "Variable"}
_OF_JSONPATH = {
    "InputPath": "Output", "OutputPath": "Output", "ResultPath": "Output", "ResultSelector": "Output", "Parameters": "Arguments",
    "Result": "Output", "ItemsPath": "Items", "Variable": "Condition", "And": "Condition", "Or": "Condition", "Not": "Condition",
}  # fmt: skip


def level(machine: State, language: str, names: dict[str, SpecPath], scope: Scope) -> None:
    """Report what is wrong between the states of one level; `scope` is the place of the states.

    names: where each name is taken in the whole workflow so far; those of this level are added.
    """
    states = machine["States"]
    if machine["StartAt"] not in states:
        start = machine["StartAt"]
        scope.problem(f'the state that starts, "{start}", does not exist{_instead(start, states)}', "dangling-next")
    for name, state in states.items():
        here = scope.at(name)
        _take_name(name, names, here)
        for target in dict.fromkeys(one for one in order.transitions(state) if one not in states):
            for place in [*_written(target, here)] or [here]:
                place.problem(f'the next state "{target}" does not exist{_instead(target, states)}', "dangling-next")
        _check_language(state, state.get("QueryLanguage", language), here)
        _check_last_resort(state, here)


def file(machine: State, language: str, names: dict[str, SpecPath], scope: Scope) -> None:
    """Report what is wrong in a definition that is ASL throughout; `scope` is the place of the machine."""
    if "StartAt" not in machine:
        scope.problem('the definition does not say which state starts; add "StartAt"', "missing-key")
        return
    level(machine, language, names, scope.at("States"))
    for name, state in machine["States"].items():
        here = scope.at("States", name)
        if "Type" not in state:
            message = f'the state "{name}" has no "Type"; short forms can stand in the spec itself, under "states"'
            here.problem(message, "missing-key")
        for place, nested in _nested(state):
            file(nested, language, names, here.at(*place))


def _nested(state: State) -> Iterator[tuple[SpecPath, State]]:
    for index, branch in enumerate(state.get("Branches", ())):
        yield ("Branches", index), branch
    for key in ("ItemProcessor", "Iterator"):
        if key in state:
            yield (key,), state[key]


def _instead(name: str, states: Mapping[str, State]) -> str:
    return did_you_mean(name, states) or f"; states here: {', '.join(states)}"


def _written(target: str, scope: Scope) -> Iterator[Scope]:
    """Yield the places at which a state, in short or in ASL, says which one is next; `scope` is its own place."""
    entry = value_at(scope.tree, scope.path)
    if not isinstance(entry, Mapping):
        return
    yield from (scope.at(key) for key in ("Next", "default", "Default") if entry.get(key) == target)
    policies = value_at(scope.tree, (*scope.path[:2], "catches")) or {}
    for field in ("choice", "Choices", "catch", "Catch"):
        for index, one in enumerate(entry.get(field) or ()):
            said, here = one, scope.at(field, index)
            if isinstance(one, str):
                said, here = policies.get(one), replace(scope, path=(*scope.path[:2], "catches", one))
            if isinstance(said, Mapping):
                yield from (here.at(key) for key in ("next", "Next") if said.get(key) == target)


def _take_name(name: str, names: dict[str, SpecPath], scope: Scope) -> None:
    first = names.setdefault(name, scope.path)
    if first != scope.path:
        message = f'another state of this workflow is called "{name}" too; AWS wants each name once, in branches too'
        scope.problem(message, "duplicate-state", at_key=True, related=(Related(first, "the other one"),))


def _check_language(state: State, language: str, scope: Scope) -> None:
    """Report the fields that the query language of a state does not know."""
    foreign, other = (_OF_JSONPATH, "JSONPath") if language == "JSONata" else (_OF_JSONATA, "JSONata")
    holders = (state, *state.get("Choices", ()), *state.get("Catch", ()))
    for field in dict.fromkeys(field for holder in holders for field in holder if field in foreign):
        message = f'"{field}" is of {other}, and this state reads {language}; write "{foreign[field]}", or say another query language'
        scope.problem(message, "query-language")


def _check_last_resort(state: State, scope: Scope) -> None:
    """Report a policy that States.ALL keeps from being reached."""
    for policies in (state.get("Retry", ()), state.get("Catch", ())):
        for index, policy in enumerate(policies):
            errors = policy.get("ErrorEquals", ())
            if "States.ALL" in errors and (len(errors) > 1 or index < len(policies) - 1):
                message = "States.ALL catches everything, so it stands alone and in the last policy; this one has others beside or after it"
                scope.problem(message, "misplaced-catch-all")
