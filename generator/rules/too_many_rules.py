"""A bus has more rules than EventBridge takes unless AWS raises the account's quota."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, SpecPath, together
from generator.effective import origin
from generator.model import Model

MOST = 300


def too_many_rules(model: Model) -> Iterator[Diagnostic]:
    """Yield each bus with more than 300 rules."""
    for (place, count), where in together(_found(model)):
        message = (
            f"these are {count} rules in {where}, and EventBridge takes {MOST} on a bus unless AWS raises "
            "the account's quota; divide the events among several buses, or give one rule several targets"
        )
        yield Diagnostic(place, message, "too-many-rules", Severity.WARNING, at_key=True)


def _found(model: Model) -> Iterator[tuple[tuple[SpecPath, int], str]]:
    """Yield where the rules of such a bus stand and how many there are, with the environment."""
    for stack in model.stacks:
        environment = stack.names.environment
        for key, bus in stack.buses.items():
            if len(bus.rules) > MOST:
                yield (origin(model.spec, environment, ("buses", key, "rules")), len(bus.rules)), environment
