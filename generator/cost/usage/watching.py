"""What watching costs: metrics, alarms, dashboards, logs, traces."""

from collections.abc import Iterator

from generator.cost.assumptions import SECONDS_PER_MONTH
from generator.cost.prices import Usage
from generator.cost.usage.month import GB, Month
from generator.kinds.workflow import Workflow

# Metrics that CloudWatch bills: of a route with detailed metrics (Count, 4xx, 5xx, Latency, IntegrationLatency,
# DataProcessed), and of a bucket's request metrics, of which those appear that are not zero (S3 user guide).
_METRICS_PER_ROUTE = 6
_METRICS_PER_BUCKET = 8
_SMALL_DASHBOARD = 50
# Each alias that shifts has two alarms, on failed calls and calls.
_ROLLBACK_METRICS = 4
_ACCESS_LINE_BYTES = 400
# One event of an execution in its log; each state has about four of them.
_EVENT_BYTES = 800
_EVENTS_PER_STATE = 4
_DEBUG_FACTOR = 4
# What a gigabyte of logs takes when it is stored, compressed (CloudWatch pricing page).
_COMPRESSED = 0.15
_DAYS_PER_MONTH = 30.4


def usages(month: Month) -> Iterator[Usage]:
    """Yield what metrics, alarms, dashboards, logs and traces use."""
    yield from _metrics(month)
    yield from _alarms(month)
    for key, dashboard in month.stack.dashboards.items():
        shown = sum(len(widget.metrics) for widget in dashboard.widgets)
        price = "cloudwatch.dashboards" if shown <= _SMALL_DASHBOARD else "cloudwatch.large_dashboards"
        yield Usage(price, 1, month.system, f"dashboards.{key}")
    yield from _logs(month)
    yield from _traces(month)


def _metrics(month: Month) -> Iterator[Usage]:
    stack, written = month.stack, month.assumed.metric_hours
    shows_cold_starts = any(".cold_starts" in str(stack.tree.get(section)) for section in ("alarms", "dashboards"))
    for function in stack.functions.values():
        number = len(function.custom_metrics) + shows_cold_starts
        yield Usage("cloudwatch.metrics", number * written, function.feature, function.thing.reference)
    for bucket in stack.buckets.values():
        number = _METRICS_PER_BUCKET * bucket.request_metrics
        yield Usage("cloudwatch.metrics", number * written, bucket.feature, bucket.thing.reference)
    if stack.api:
        number = len(stack.api.metrics) + _METRICS_PER_ROUTE * len(stack.routes) * stack.api.detailed_metrics
        yield Usage("cloudwatch.metrics", number * written, stack.api.feature, "api")


def _alarms(month: Month) -> Iterator[Usage]:
    for alarm in month.stack.alarms.values():
        yield Usage("cloudwatch.alarms", len(alarm.metrics), alarm.feature, alarm.thing.reference)
    for slo in month.stack.slos.values():
        # One alarm for each of two windows, and one over both.
        read = 2 * len(slo.failing.plain) * len(slo.burns)
        yield Usage("cloudwatch.alarms", read, slo.feature, slo.thing.reference)
        yield Usage("cloudwatch.composite_alarms", len(slo.burns), slo.feature, slo.thing.reference)
    for function in month.stack.functions.values():
        if function.deployment.shifts:
            yield Usage("cloudwatch.alarms", _ROLLBACK_METRICS, function.feature, function.thing.reference)


def _logs(month: Month) -> Iterator[Usage]:
    """Yield what each log takes in, and what of it is there after its retention."""
    for thing, feature, days, written in _written(month):
        yield Usage("logs.ingested", written / GB, feature, thing)
        kept_months = min(days / _DAYS_PER_MONTH, month.assumed.months_kept)
        yield Usage("logs.stored", written / GB * _COMPRESSED * kept_months, feature, thing)


def _written(month: Month) -> Iterator[tuple[str, str, int, float]]:
    """Yield each log with its feature, its retention in days, and the bytes of a month."""
    stack, flow = month.stack, month.flow
    for function in stack.functions.values():
        factor = _DEBUG_FACTOR if function.environment.get("LOG_LEVEL") == "DEBUG" else 1
        written = flow.of("functions", function.key) * month.assumed.log_bytes * factor
        yield function.thing.reference, function.feature, function.log_retention_days, written
    for workflow in stack.workflows.values():
        yield workflow.thing.reference, workflow.feature, workflow.log_retention_days, _machine_bytes(workflow, month)
    if stack.api:
        requests = sum(flow.of("routes", key) for key in stack.routes)
        yield "api", stack.api.feature, stack.api.log_retention_days, requests * _ACCESS_LINE_BYTES


def _machine_bytes(workflow: Workflow, month: Month) -> float:
    """Return the bytes of a machine's log: of every event, or of executions that fail."""
    well, badly = month.flow.ways[workflow.key]
    logged = {"OFF": 0, "ALL": 1}.get(workflow.log_level, month.assumed.failures)
    states = well.transitions + badly.transitions * month.assumed.failures
    return month.flow.of("workflows", workflow.key) * logged * states * _EVENTS_PER_STATE * _EVENT_BYTES


def _traces(month: Month) -> Iterator[Usage]:
    """Yield the traces that are recorded: the reservoir's of each second, and a share of the others.

    A trace starts where a request, a schedule or an event comes in; what it leads to belongs to it.
    """
    stack = month.stack
    tracing = stack.tracing
    if tracing is None or not any(function.tracing for function in stack.functions.values()):
        return
    started = sum(month.flow.of("routes", key) for key in stack.routes)
    started += sum(month.flow.of("schedules", key) for key in stack.schedules)
    started += sum(month.flow.of("buckets", key) for key in stack.buckets)
    always = min(started, tracing.reservoir * SECONDS_PER_MONTH)
    traces = always + tracing.rate * (started - always)
    yield Usage("xray.traces", traces, tracing.feature, "tracing")
    if any(group.insights for group in tracing.groups):
        yield Usage("xray.insights", traces, tracing.feature, "tracing")
