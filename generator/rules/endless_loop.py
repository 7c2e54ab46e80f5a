"""Some states of a workflow lead to one another for ever."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model
from generator.workflows.paths import ending, levels, reached


def endless_loop(model: Model) -> Iterator[Diagnostic]:
    """Yield, for each level of a workflow, the states from which no end can be reached."""
    for stack in model.stacks if model.complete else ():
        for key, workflow in stack.workflows.items():
            for machine in levels(workflow.definition):
                found, ends = set(reached(machine)), ending(machine["States"])
                stuck = [name for name in machine["States"] if name in found and name not in ends]
                if stuck:
                    place = workflow.places.get(stuck[0], ("workflows", key))
                    named = ", ".join(f'"{name}"' for name in stuck)
                    message = f'{named}: from here no state with "End", "Succeed" or "Fail" is ever reached; let one of them end'
                    yield Diagnostic(
                        origin(model.spec, stack.names.environment, place), message, "endless-loop", at_key=True
                    )
