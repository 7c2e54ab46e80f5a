"""The order of states and fields: keys of a spec have none, so it follows from where the states lead."""

from collections.abc import Iterator, Mapping
from typing import Any

States = Mapping[str, Mapping[str, Any]]

# Fields in the order of AWS's documentation; the rest follow by name, `Next` and `End` come last.
_FIRST = ("Type", "Comment", "QueryLanguage", "Version", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate",
          "MaxDelaySeconds", "JitterStrategy", "Condition", "Variable", "Resource", "ReaderConfig", "WriterConfig",
          "InputPath", "Parameters", "Arguments", "ItemsPath", "Items", "ItemReader", "ItemSelector", "ItemBatcher",
          "MaxConcurrency", "ProcessorConfig", "ItemProcessor", "ResultWriter", "Branches", "Choices", "Default", "Error",
          "Cause", "ResultSelector", "ResultPath", "Output", "OutputPath", "Assign", "TimeoutSeconds", "HeartbeatSeconds",
          "Retry", "Catch", "StartAt", "States")  # fmt: skip
_LAST = ("Next", "End")
_KNOWN = frozenset({*_FIRST, *_LAST})


def transitions(state: Mapping[str, Any]) -> Iterator[str]:
    """Yield every state that may follow this one at its own level: first the usual way, then the others."""
    if "Next" in state:
        yield state["Next"]
    for choice in state.get("Choices", ()):
        if "Next" in choice:
            yield choice["Next"]
    if "Default" in state:
        yield state["Default"]
    for catcher in state.get("Catch", ()):
        if "Next" in catcher:
            yield catcher["Next"]


def starts(states: States) -> list[str]:
    """Return the states that no other one leads to: one of them starts."""
    reached = {target for name, state in states.items() for target in transitions(state) if target != name}
    return [name for name in states if name not in reached]


def from_start(states: States, start: str) -> dict[str, Mapping[str, Any]]:
    """Return the states as a reader follows them from the start; what nothing leads to comes last, by name."""
    ordered: dict[str, Mapping[str, Any]] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in states and name not in ordered:
            ordered[name] = states[name]
            waiting += reversed([*transitions(states[name])])
    return ordered | {name: states[name] for name in sorted(states) if name not in ordered}


def fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state, or a part of one, with its fields where a reader looks for them."""
    rest = sorted(key for key in entry if key not in _KNOWN)
    return {key: entry[key] for key in (*_FIRST, *rest, *_LAST) if key in entry}
