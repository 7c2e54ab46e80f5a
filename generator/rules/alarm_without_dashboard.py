"""An alarm, or an objective's, wakes somebody and shows them no picture."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model


def alarm_without_dashboard(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm and each objective that names no dashboard, in a system that has dashboards."""
    for stack in model.stacks:
        dashboards = {("alarms", key): alarm.dashboard for key, alarm in stack.alarms.items()}
        dashboards |= {("slos", key): slo.dashboard for key, slo in stack.slos.items()}
        for path, dashboard in dashboards.items():
            if stack.dashboards and dashboard is None:
                place = origin(model.spec, stack.names.environment, path)
                this = "alarm" if path[0] == "alarms" else "objective"
                message = (
                    f'this {this} does not say where to look; name one of "dashboards" as dashboard: dashboards.NAME'
                )
                yield Diagnostic(place, message, "alarm-without-dashboard", at_key=True)
