"""An alarm wakes somebody and shows them no picture."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model


def alarm_without_dashboard(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm that names no dashboard, in a system that has dashboards."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            if stack.dashboards and alarm.dashboard is None:
                place = origin(model.spec, stack.names.environment, ("alarms", key))
                message = (
                    'this alarm does not say where to look; name one of "dashboards" as dashboard: dashboards.NAME'
                )
                yield Diagnostic(place, message, "alarm-without-dashboard", at_key=True)
