"""An alarm, an objective or a dashboard names a metric that nobody emits: the alarm never fires, the graph stays empty."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, did_you_mean
from generator.effective import origin
from generator.kinds.metric import Metric
from generator.model import Model, Stack


def metric_nobody_emits(model: Model) -> Iterator[Diagnostic]:
    """Yield each reference to such a metric, with what would make somebody emit it."""
    for stack in model.stacks:
        names = set(_names(stack))
        for metric in _metrics(stack):
            for one, missing in (
                (metric, metric.missing),
                *((part, _of_nothing(part, stack, names)) for part in metric.plain),
            ):
                if missing:
                    place = origin(model.spec, stack.names.environment, one.path)
                    yield Diagnostic(place, missing, "metric-nobody-emits")


def _metrics(stack: Stack) -> Iterator[Metric]:
    for alarm in stack.alarms.values():
        yield from (watched.metric for watched in alarm.watched)
    yield from (part for slo in stack.slos.values() for part in slo.failing.plain)
    for dashboard in stack.dashboards.values():
        yield from (series.metric for widget in dashboard.widgets for series in widget.series)


def _names(stack: Stack) -> Iterator[str]:
    yield from (thing.name for thing in stack.things.values())
    yield from (rule.name for bus in stack.buses.values() for rule in bus.rules.values())


def _of_nothing(metric: Metric, stack: Stack, names: set[str]) -> str:
    """Return that CloudWatch's own facts name something as ours that we do not have; empty where they do not."""
    ours = f"{stack.names.prefix}-"
    values = metric.dimensions.values() if metric.owner is None else ()
    gone = next((value for value in values if value.startswith(ours) and value not in names), "")
    return (
        f'nothing of this system is called "{gone}" in AWS{did_you_mean(gone, names) or ";"} refer to it by ${{...}}, which is checked'
        if gone
        else ""
    )
