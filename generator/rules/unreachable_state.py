"""No way leads to a state of a workflow."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model
from generator.workflows.paths import levels, reached


def unreachable_state(model: Model) -> Iterator[Diagnostic]:
    """Yield each state that cannot be reached from where its level starts."""
    for stack in model.stacks if model.complete else ():
        for key, workflow in stack.workflows.items():
            for machine in levels(workflow.definition):
                found = set(reached(machine))
                for name in (name for name in machine["States"] if name not in found):
                    place = workflow.places.get(name, ("workflows", key))
                    message = f'no way leads from "{machine["StartAt"]}" to "{name}", and AWS refuses the workflow; lead a state there, or remove it'
                    yield Diagnostic(
                        origin(model.spec, stack.names.environment, place), message, "unreachable-state", at_key=True
                    )
