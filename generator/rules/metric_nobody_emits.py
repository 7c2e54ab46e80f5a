"""An alarm, an objective or a dashboard names a metric that nobody emits: the alarm never fires, the graph stays empty."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.metric import Metric
from generator.model import Model, Stack


def metric_nobody_emits(model: Model) -> Iterator[Diagnostic]:
    """Yield each reference to such a metric, with what would make somebody emit it."""
    for stack in model.stacks:
        for metric in _metrics(stack):
            if metric.missing:
                place = origin(model.spec, stack.names.environment, metric.path)
                yield Diagnostic(place, metric.missing, "metric-nobody-emits")


def _metrics(stack: Stack) -> Iterator[Metric]:
    for alarm in stack.alarms.values():
        yield from (watched.metric for watched in alarm.watched)
    yield from (part for slo in stack.slos.values() for part in slo.failing.plain)
    for dashboard in stack.dashboards.values():
        yield from (series.metric for widget in dashboard.widgets for series in widget.series)
