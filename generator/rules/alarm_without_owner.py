"""An alarm, or an objective, belongs to nobody."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model


def alarm_without_owner(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm and each objective that nobody answers for, in a system that names its teams."""
    for stack in model.stacks:
        owners = {("alarms", key): alarm.owner for key, alarm in stack.alarms.items()}
        owners |= {("slos", key): slo.owner for key, slo in stack.slos.items()}
        for path, owner in owners.items():
            if stack.access and not owner:
                place = origin(model.spec, stack.names.environment, path)
                this = "alarm" if path[0] == "alarms" else "objective"
                message = f'nobody answers for this {this}; give it an "owner", or give "system" one'
                yield Diagnostic(place, message, "alarm-without-owner", at_key=True)
