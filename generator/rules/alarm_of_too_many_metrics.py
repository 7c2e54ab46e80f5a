"""An alarm reads more metrics than CloudWatch lets one read."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model

MOST = 10


def alarm_of_too_many_metrics(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm with an expression over more than ten metrics."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            most = max((len(watched.metric.plain) for watched in alarm.watched), default=0)
            if most > MOST:
                place = origin(model.spec, stack.names.environment, ("alarms", key))
                message = f"this alarm reads {most} metrics, and CloudWatch lets one read {MOST}; make several alarms of it, each with a part"
                yield Diagnostic(place, message, "alarm-of-too-many-metrics", at_key=True)
