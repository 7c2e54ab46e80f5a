"""A state machine as a graph: its states, where they lead, and what is inside those that hold others."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.graphs.graph import Direction, Edge, Graph, Node
from generator.kinds.workflow import Workflow
from generator.scope import Thing
from generator.workflows.paths import nested

State = Mapping[str, Any]
Names = Mapping[str, str]

_START = "start"
_INTEGRATION = "arn:aws:states:::"
_OPERATORS = {"And": " and ", "Or": " or "}


def machine(workflow: Workflow, things: Iterable[Thing]) -> Graph:
    """Return the graph of a workflow's states; those of branches and iterators stand inside their state.

    things: those that tasks may call; they are named as the spec names them.
    """
    return _level(workflow.definition, workflow.key, {thing.arn: thing.key for thing in things if thing.arn})


def _level(definition: State, title: str, names: Names) -> Graph:
    states: Mapping[str, State] = definition.get("States", {})
    # A key with a line end is no state's name.
    nodes = [Node(f"{_START}\n", _START, _START)] if states else []
    nodes += [_node(name, state, names) for name, state in states.items()]
    edges = [Edge(f"{_START}\n", definition["StartAt"])] if definition.get("StartAt") in states else []
    edges += [edge for name, state in states.items() for edge in _edges(name, state) if edge.target in states]
    return Graph(title, tuple(nodes), tuple(edges), Direction.DOWN)


def _node(name: str, state: State, names: Names) -> Node:
    inner = tuple(_level(one, f"{name} {number}", names) for number, one in enumerate(nested(state), 1))
    return Node(name, name, str(state.get("Type", "")), tuple(_lines(state, names)), inner=inner)


def _lines(state: State, names: Names) -> Iterator[str]:
    """Yield what a reader wants to know of a state at once: what it calls, how long, how often again."""
    if resource := state.get("Resource"):
        yield _called(str(resource), state, names)
    if "TimeoutSeconds" in state:
        yield f"at most {state['TimeoutSeconds']} s"
    tried = [retrier for retrier in state.get("Retry", ()) if retrier.get("MaxAttempts", 3)]
    if tried:
        yield f"tried again up to {max(retrier.get('MaxAttempts', 3) for retrier in tried)} times"
    if error := state.get("Error"):
        yield str(error)


def _called(resource: str, state: State, names: Names) -> str:
    """Return what a task calls: one of our things by its name, another one by what its ARN ends in, a service by its action."""
    if resource.startswith(_INTEGRATION):
        arguments = state.get("Arguments", state.get("Parameters"))
        function = str(arguments.get("FunctionName", "")) if isinstance(arguments, Mapping) else ""
        return names.get(function, resource.removeprefix(_INTEGRATION))
    return names.get(resource, resource.rpartition(":")[2])


def _edges(name: str, state: State) -> Iterator[Edge]:
    if "Next" in state:
        yield Edge(name, state["Next"])
    for choice in state.get("Choices", ()):
        if "Next" in choice:
            yield Edge(name, choice["Next"], label=_condition(choice))
    if "Default" in state:
        yield Edge(name, state["Default"], label="otherwise")
    for catcher in state.get("Catch", ()):
        yield Edge(name, catcher["Next"], dashed=True)


def _condition(choice: State) -> str:
    """Return a choice's condition in one line: an expression, or a path with what it is compared to."""
    if "Condition" in choice:
        return str(choice["Condition"]).removeprefix("{%").removesuffix("%}").strip()
    for operator, between in _OPERATORS.items():
        if operator in choice:
            return between.join(map(_condition, choice[operator]))
    if "Not" in choice:
        return f"not {_condition(choice['Not'])}"
    compared = next(((key, value) for key, value in choice.items() if key not in ("Variable", "Next", "Comment")), None)
    said = f" {compared[0]} {json.dumps(compared[1])}" if compared else ""
    return f"{choice.get('Variable', '')}{said}"
