"""An alarm wakes somebody and does not say what to do."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model


def alarm_without_runbook(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm that names no runbook: an error in a system that has runbooks."""
    for stack in model.stacks:
        severity = Severity.ERROR if stack.runbooks else Severity.WARNING
        for key, alarm in stack.alarms.items():
            if alarm.runbook is None:
                place = origin(model.spec, stack.names.environment, ("alarms", key))
                message = 'this alarm does not say what to do; name a page of "runbooks" as runbook: runbooks.NAME'
                yield Diagnostic(place, message, "alarm-without-runbook", severity, at_key=True)
