"""The ways through a state machine: what is reached, what leads to an end, and how long the longest way takes."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.workflows import order
from generator.workflows.tasks import called_function

State = Mapping[str, Any]
States = Mapping[str, State]

_ENDS = frozenset({"Succeed", "Fail"})

# Enough to be too long, so that a retrier of a million attempts is not counted to its end.
_ENOUGH_S = 86_400


def levels(machine: State) -> Iterator[State]:
    """Yield a machine and, at any depth, the machines in its branches and iterators."""
    if machine.get("StartAt") in machine.get("States", {}):
        yield machine
        for state in machine["States"].values():
            for inner in nested(state):
                yield from levels(inner)


def nested(state: State) -> list[State]:
    """Return the machines inside a state."""
    return [*state.get("Branches", ()), *(state[key] for key in ("ItemProcessor", "Iterator") if key in state)]


def reached(machine: State) -> list[str]:
    """Return the states of one level that can be reached, each after all that follow it as far as there is no way back."""
    states, start = machine["States"], machine["StartAt"]
    found: dict[str, None] = {}
    entered = {start}
    waiting = [(start, order.transitions(states[start]))]
    while waiting:
        name, following = waiting[-1]
        target = next((one for one in following if one in states and one not in entered), None)
        if target is None:
            found[name] = None
            waiting.pop()
        else:
            entered.add(target)
            waiting.append((target, order.transitions(states[target])))
    return list(found)


def ending(states: States) -> set[str]:
    """Return the states of one level from which an end can be reached."""
    before: dict[str, list[str]] = {}
    for name, state in states.items():
        for target in order.transitions(state):
            before.setdefault(target, []).append(name)
    waiting = [name for name, state in states.items() if _ends(state, states)]
    found = set(waiting)
    while waiting:
        new = [name for name in before.get(waiting.pop(), ()) if name not in found]
        found.update(new)
        waiting += new
    return found


def longest_s(machine: State, timeouts: Mapping[str, int]) -> float:
    """Return how long the longest way through a machine takes at least, in seconds, where every task uses up its time.

    timeouts: those of functions by ARN. Each state counts once, and what nobody limits counts nothing. A failed attempt
    costs the wait before the next one, and the task's whole time only where time-outs are tried again.
    """
    if machine.get("StartAt") not in machine.get("States", {}):
        return 0
    states = machine["States"]
    left: dict[str, float] = {}
    for name in reached(machine):
        following = max((left.get(target, 0) for target in order.transitions(states[name])), default=0)
        left[name] = _state_s(states[name], timeouts) + following
    return left[machine["StartAt"]]


def _ends(state: State, states: States) -> bool:
    if state.get("Type") == "Choice" and "Default" not in state:
        return True  # it fails where no rule holds
    following = list(order.transitions(state))
    return state.get("Type") in _ENDS or bool(state.get("End")) or any(one not in states for one in following)


def _state_s(state: State, timeouts: Mapping[str, int]) -> float:
    match state.get("Type"):
        case "Wait":
            return _number(state.get("Seconds"))
        case "Task":
            once = _task_s(state, timeouts)
        case _:
            once = max((longest_s(inner, timeouts) for inner in nested(state)), default=0)
    return once + max((_retries_s(retrier, once) for retrier in state.get("Retry", ())), default=0)


def _task_s(state: State, timeouts: Mapping[str, int]) -> float:
    limits = [state.get("TimeoutSeconds"), timeouts.get(called_function(state))]
    return min((limit for limit in map(_number, limits) if limit), default=0)


def _retries_s(retrier: State, once: float) -> float:
    """Return how long all further attempts of a state take, their waits included."""
    wait = _number(retrier.get("IntervalSeconds", 1))
    longest = _number(retrier.get("MaxDelaySeconds")) or _ENOUGH_S
    again = once if {"States.ALL", "States.Timeout"} & set(retrier.get("ErrorEquals", ())) else 0
    total: float = 0
    for _ in range(int(_number(retrier.get("MaxAttempts", 3)))):
        total += min(wait, longest) + again
        wait = min(wait * _number(retrier.get("BackoffRate", 2)), _ENOUGH_S)
        if total > _ENOUGH_S:
            break
    return total


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
