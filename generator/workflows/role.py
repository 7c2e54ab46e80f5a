"""The role of a state machine, derived from its tasks.

Where a task names its resource by a run-time value, nothing is guessed: the workflow's `grants` must allow the action.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.diagnostics import SpecPath
from generator.facts import replace
from generator.kinds.grant import AWS_REASON, Grant, Statement
from generator.scope import Scope
from generator.workflows.maps import map_needs
from generator.workflows.needs import task_needs
from generator.workflows.run_time import Asker
from generator.workflows.tasks import walk


def needed(
    definition: Mapping[str, Any], places: Mapping[str, SpecPath], granted: tuple[Grant, ...], scope: Scope
) -> Iterator[Statement]:
    """Yield what the machine's role needs for its tasks, beside what is granted explicitly.

    places: where each state is written.
    """
    for name, state in walk(definition):
        asker = Asker(name, granted, replace(scope, path=places.get(name, scope.path)))
        match state.get("Type"):
            case "Map":
                yield from map_needs(state, scope.this.arn, asker)
            case "Task":
                yield from task_needs(state, asker)


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return statements that allow the same with as few as can be: one for each set of actions."""
    actions: dict[str, set[str]] = {}
    conditional: dict[str, Statement] = {}
    for statement in statements:
        if statement.condition:
            conditional[repr(statement)] = statement
            continue
        for resource in statement.resources:
            actions.setdefault(resource, set()).update(statement.actions)
    resources: dict[tuple[str, ...], list[str]] = {}
    for resource in sorted(actions):
        resources.setdefault(tuple(sorted(actions[resource])), []).append(resource)
    plain = (_statement(allowed, tuple(found)) for allowed, found in sorted(resources.items()))
    return (*plain, *(conditional[key] for key in sorted(conditional)))


def _statement(actions: tuple[str, ...], resources: tuple[str, ...]) -> Statement:
    return Statement(actions, resources, reason=AWS_REASON if "*" in resources else None)
