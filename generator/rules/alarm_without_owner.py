"""An alarm belongs to nobody."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model


def alarm_without_owner(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm that nobody answers for, in a system that names its teams."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            if stack.access and not alarm.owner:
                place = origin(model.spec, stack.names.environment, ("alarms", key))
                message = 'nobody answers for this alarm; give it an "owner", or give "system" one'
                yield Diagnostic(place, message, "alarm-without-owner", at_key=True)
