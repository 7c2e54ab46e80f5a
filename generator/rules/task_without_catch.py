"""A task has no Catch in a workflow that catches what most of its tasks raise: its failure ends the execution unhandled."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model
from generator.workflows.paths import nested

State = Mapping[str, Any]


def task_without_catch(model: Model) -> Iterator[Diagnostic]:
    """Yield each task of such a workflow that is no part of handling an error, and that nothing around it catches for."""
    for stack in model.stacks if model.complete else ():
        for key, workflow in stack.workflows.items():
            tasks = dict(_tasks(workflow.definition, caught=False))
            uncaught = [name for name, caught in tasks.items() if not caught]
            for name in uncaught if 2 * len(uncaught) <= len(tasks) else ():
                place = origin(model.spec, stack.names.environment, workflow.places.get(name, ("workflows", key)))
                message = (
                    f'when "{name}" fails, nothing handles it, while this workflow catches what most of its tasks raise; '
                    "give it a Catch too, or catch at the state around it"
                )
                yield Diagnostic(place, message, "task-without-catch", Severity.WARNING, at_key=True)


def _tasks(machine: State, *, caught: bool) -> Iterator[tuple[str, bool]]:
    """Yield the tasks on the ways that no error has led to, and whether anything catches what each raises."""
    states = machine.get("States", {})
    for name in _usual(machine):
        handled = caught or "Catch" in states[name]
        if states[name].get("Type") == "Task":
            yield name, handled
        for inner in nested(states[name]):
            yield from _tasks(inner, caught=handled)


def _usual(machine: State) -> list[str]:
    """Return the states of one level that are reached without an error."""
    states = machine.get("States", {})
    found: dict[str, None] = {}
    waiting = [str(machine.get("StartAt"))]
    while waiting:
        name = waiting.pop()
        if name in states and name not in found:
            found[name] = None
            state = states[name]
            following = [
                state.get("Next"),
                state.get("Default"),
                *(one.get("Next") for one in state.get("Choices", ())),
            ]
            waiting += [target for target in following if target]
    return list(found)
