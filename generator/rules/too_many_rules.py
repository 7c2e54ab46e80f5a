"""A bus has more rules than EventBridge takes unless AWS raises the account's quota."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model

MOST = 300


def too_many_rules(model: Model) -> Iterator[Diagnostic]:
    """Yield each bus with more than 300 rules."""
    for stack in model.stacks:
        for key, bus in stack.buses.items():
            if len(bus.rules) > MOST:
                message = (
                    f"these are {len(bus.rules)} rules in {stack.names.environment}, and EventBridge takes {MOST} on a bus unless AWS raises "
                    "the account's quota; divide the events among several buses, or give one rule several targets"
                )
                place = origin(model.spec, stack.names.environment, ("buses", key, "rules"))
                yield Diagnostic(place, message, "too-many-rules", Severity.WARNING, at_key=True)
