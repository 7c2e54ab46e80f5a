"""Every task of a definition, at any depth."""

from collections.abc import Iterator, Mapping
from typing import Any


def walk(machine: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each state of a machine and of its branches and iterators, with its name."""
    for name, state in machine.get("States", {}).items():
        yield name, state
        nested = [*state.get("Branches", ()), *(state[key] for key in ("ItemProcessor", "Iterator") if key in state)]
        for inner in nested:
            yield from walk(inner)


def arguments(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a task passes: `Arguments` in JSONata, `Parameters` in JSONPath; nothing where an expression makes it."""
    found = state.get("Arguments", state.get("Parameters", {}))
    return found if isinstance(found, Mapping) else {}


def called_function(state: Mapping[str, Any]) -> str:
    """Return the name or the ARN of the function that a task calls, or its resource where it calls none."""
    return str(arguments(state).get("FunctionName") or state.get("Resource", ""))
