"""An alarm wakes somebody and does not say what to do."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model


def alarm_without_runbook(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm that names no runbook."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            if alarm.runbook is None:
                place = origin(model.spec, stack.names.environment, ("alarms", key))
                message = 'this alarm does not say what to do; name a page of "runbooks" as runbook: runbooks.NAME'
                yield Diagnostic(place, message, "alarm-without-runbook", Severity.WARNING, at_key=True)
