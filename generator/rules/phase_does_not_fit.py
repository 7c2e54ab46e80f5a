"""What a phase overrides does not fit the spec: with the environment in that phase, something is dangling or refused."""

from collections.abc import Iterator
from dataclasses import replace

from generator import model as models
from generator.diagnostics import Diagnostic
from generator.model import Model


def phase_does_not_fit(model: Model) -> Iterator[Diagnostic]:
    """Yield what is wrong with an environment in one of its phases, and not without, at its place in the phase."""
    if not model.complete:
        return
    environments = model.spec["environments"]
    for phase in {key: phase for stack in model.stacks for key, phase in stack.phases.items()}.values():
        entry = environments[phase.environment]
        if entry.get("phase") != phase.key and phase.overrides:
            spec = {**model.spec, "environments": {**environments, phase.environment: {**entry, "phase": phase.key}}}
            for problem in models.build(spec, model.spec_name, model.attachments, only=phase.environment)[1]:
                yield replace(problem, message=f'in phase "{phase.key}": {problem.message}', rule="phase-does-not-fit")
