"""An alarm, or an objective's alarm, reads more metrics than CloudWatch lets one read."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model

MOST = 10


def alarm_of_too_many_metrics(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm or objective with an expression over more than ten metrics."""
    for stack in model.stacks:
        alarms = {
            ("alarms", key): max((len(watched.metric.plain) for watched in alarm.watched), default=0)
            for key, alarm in stack.alarms.items()
        }
        objectives = {("slos", key): len(slo.failing.plain) for key, slo in stack.slos.items()}
        for path, most in (alarms | objectives).items():
            if most > MOST:
                place = origin(model.spec, stack.names.environment, path)
                this, several = (
                    ("this alarm", "several alarms")
                    if path[0] == "alarms"
                    else ("an alarm of this objective", "several objectives")
                )
                message = f"{this} reads {most} metrics, and CloudWatch lets one read {MOST}; make {several} of it, each with a part"
                yield Diagnostic(place, message, "alarm-of-too-many-metrics", at_key=True)
