"""An alarm, or an objective's, wakes somebody and does not say what to do."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model


def alarm_without_runbook(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm and each objective that names no runbook: an error in a system that has runbooks."""
    for stack in model.stacks:
        severity = Severity.ERROR if stack.runbooks else Severity.WARNING
        runbooks = {("alarms", key): alarm.runbook for key, alarm in stack.alarms.items()}
        runbooks |= {("slos", key): slo.runbook for key, slo in stack.slos.items()}
        for path, runbook in runbooks.items():
            if runbook is None:
                place = origin(model.spec, stack.names.environment, path)
                this = "alarm" if path[0] == "alarms" else "objective"
                message = f'this {this} does not say what to do; name a page of "runbooks" as runbook: runbooks.NAME'
                yield Diagnostic(place, message, "alarm-without-runbook", severity, at_key=True)
