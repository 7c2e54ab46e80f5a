"""The ways through a state machine that are paid for: how many states are entered, how long it takes, and what it calls."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from generator.facts import Fact
from generator.workflows.paths import nested
from generator.workflows.tasks import called_function

State = Mapping[str, Any]


class Way(Fact):
    """One way. transitions: states entered, those of branches included. calls: how often each function is called, by ARN."""

    transitions: float = 0
    seconds: float = 0
    calls: Mapping[str, float] = MappingProxyType({})


def usual(machine: State, seconds: Mapping[str, float], items: float) -> Way:
    """Return the way of an execution in which nothing fails; where it can choose, the longest.

    seconds: time of a call by the function's ARN. items: those that a Map state goes through.
    """
    if machine.get("StartAt") not in machine.get("States", {}):
        return Way()
    return _from(machine["StartAt"], machine["States"], seconds, items, frozenset())


def failing(machine: State, seconds: Mapping[str, float], items: float) -> Way:
    """Return what an execution does after an error was caught: the ways of all catchers, each as often as the others."""
    states = machine.get("States", {})
    targets = sorted(
        {catcher["Next"] for state in states.values() for catcher in state.get("Catch", ())} & states.keys()
    )
    ways = [_from(target, states, seconds, items, frozenset()) for target in targets]
    return _scaled(_sum(ways), 1 / len(ways)) if ways else Way()


def _from(
    name: str, states: Mapping[str, State], seconds: Mapping[str, float], items: float, seen: frozenset[str]
) -> Way:
    """Return the way from a state on; one that comes back to a state ends there."""
    state = states[name]
    seen |= {name}
    ways = [
        _from(target, states, seconds, items, seen)
        for target in _next(state)
        if target in states and target not in seen
    ]
    following = max(ways, key=lambda way: (way.transitions, way.seconds), default=Way())
    return _sum([_in(state, seconds, items), following])


def _next(state: State) -> Iterator[str]:
    """Yield what follows where nothing fails."""
    if "Next" in state:
        yield state["Next"]
    if "Default" in state:
        yield state["Default"]
    yield from (choice["Next"] for choice in state.get("Choices", ()) if "Next" in choice)


def _in(state: State, seconds: Mapping[str, float], items: float) -> Way:
    match state.get("Type"):
        case "Task":
            called = called_function(state)
            return Way(1, seconds.get(called, 0), {called: 1} if called in seconds else {})
        case "Wait":
            waits = state.get("Seconds", 0)
            return Way(1, waits if isinstance(waits, int | float) else 0)
        case "Parallel":
            branches = [usual(branch, seconds, items) for branch in nested(state)]
            longest = max((branch.seconds for branch in branches), default=0)
            return Way(1 + sum(branch.transitions for branch in branches), longest, _sum(branches).calls)
        case "Map":
            once = _sum([usual(inner, seconds, items) for inner in nested(state)])
            each = _scaled(once, items)
            return Way(1 + each.transitions, once.seconds, each.calls)
        case _:
            return Way(1)


def _sum(ways: list[Way]) -> Way:
    calls: dict[str, float] = {}
    for way in ways:
        for called, times in way.calls.items():
            calls[called] = calls.get(called, 0) + times
    return Way(sum(way.transitions for way in ways), sum(way.seconds for way in ways), calls)


def _scaled(way: Way, times: float) -> Way:
    calls = {called: times * number for called, number in way.calls.items()}
    return Way(times * way.transitions, times * way.seconds, calls)
