"""What is estimated: an environment as it stands, or in one of its phases."""

from collections.abc import Iterator

from generator.facts import Fact
from generator.kinds.phase import Phase
from generator.model import Model, Stack


class Case(Fact):
    """One environment, in a phase or as it stands."""

    environment: str
    phase: str | None

    @property
    def title(self) -> str:
        return f"{self.phase} ({self.environment})" if self.phase else self.environment


def cases(model: Model, environment: str | None = None, phase: str | None = None) -> Iterator[Case]:
    """Yield each phase with its environment, and environments without a phase, in the order of what they are meant to cost.

    environment, phase: only these.
    """
    known = phases(model)
    wanted = [one for one in known.values() if phase in (None, one.key) and environment in (None, one.environment)]
    for one in sorted(wanted, key=lambda one: (one.cost_to or 0, one.key)):
        yield Case(one.environment, one.key)
    if phase is None:
        phased = {one.environment for one in known.values()}
        names = dict.fromkeys(stack.names.environment for stack in model.stacks)
        yield from (Case(name, None) for name in names if name not in phased and environment in (None, name))


def phases(model: Model) -> dict[str, Phase]:
    """Return the phases of declared environments by key."""
    return {key: phase for stack in model.stacks for key, phase in stack.phases.items() if key in model.phased}


def stacks(model: Model, case: Case) -> list[Stack]:
    """Return the stacks of a case: those of the environment, or as they are in the phase."""
    found = model.stacks if case.phase is None else model.phased[case.phase]
    return [stack for stack in found if stack.names.environment == case.environment]
