"""A dashboard shows more metrics than CloudWatch draws."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.dashboard import Dashboard
from generator.model import Model

MOST_ON_WIDGET = 500
MOST_ON_DASHBOARD = 2500


def dashboard_too_large(model: Model) -> Iterator[Diagnostic]:
    """Yield each dashboard with more than 2500 metrics, or more than 500 on one widget."""
    for stack in model.stacks:
        for key, dashboard in stack.dashboards.items():
            place = origin(model.spec, stack.names.environment, ("dashboards", key))
            for message in _problems(dashboard):
                yield Diagnostic(place, message, "dashboard-too-large", at_key=True)


def _problems(dashboard: Dashboard) -> Iterator[str]:
    counts = {widget.title: len(widget.metrics) for widget in dashboard.widgets}
    for title, count in counts.items():
        if count > MOST_ON_WIDGET:
            yield f'the widget "{title}" shows {count} metrics, and CloudWatch draws {MOST_ON_WIDGET} on one; name fewer than a "*" stands for'
    if (count := sum(counts.values())) > MOST_ON_DASHBOARD:
        yield f"this dashboard shows {count} metrics, and CloudWatch draws {MOST_ON_DASHBOARD} on one; make several dashboards of it"
