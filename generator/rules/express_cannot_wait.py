"""An Express workflow waits for a job or a person, or holds a distributed map: only Standard ones can."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model
from generator.workflows.paths import nested

_DISTRIBUTED = "DISTRIBUTED"


def express_cannot_wait(model: Model) -> Iterator[Diagnostic]:
    """Yield each state of an Express workflow that AWS takes in Standard ones only."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            for name, what in _refused(workflow.definition, express=workflow.type == "express"):
                written = workflow.places.get(name, ("workflows", key))
                message = f'"{name}" {what}, which an Express execution cannot; say "type: standard", or leave it to a workflow that is'
                yield Diagnostic(
                    origin(model.spec, stack.names.environment, written), message, "express-cannot-wait", at_key=True
                )


def _refused(machine: Mapping[str, Any], *, express: bool) -> Iterator[tuple[str, str]]:
    for name, state in machine.get("States", {}).items():
        if express and (what := _what(state)):
            yield name, what
        for inner in nested(state):
            yield from _refused(inner, express=_runs_express(inner, express=express))


def _runs_express(machine: Mapping[str, Any], *, express: bool) -> bool:
    """Tell whether a machine inside a state runs as Express: the children of a distributed map say it themselves."""
    config = machine.get("ProcessorConfig", {})
    return config.get("ExecutionType") == "EXPRESS" if config.get("Mode") == _DISTRIBUTED else express


def _what(state: Mapping[str, Any]) -> str:
    resource = str(state.get("Resource", ""))
    if ".waitForTaskToken" in resource:
        return "waits for a task token"
    if resource.endswith((".sync", ".sync:2")):
        return "waits for the end of a job"
    if ":activity:" in resource:
        return "waits for an activity"
    config = state.get("ItemProcessor", {}).get("ProcessorConfig", {})
    return "is a distributed map" if config.get("Mode") == _DISTRIBUTED else ""
