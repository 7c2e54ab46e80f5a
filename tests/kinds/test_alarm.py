"""What an alarm's entry means: which metrics it reads, over which window, from which value on, and who is told."""

from pathlib import Path

import pytest

from generator import source
from generator.diagnostics import Severity
from generator.kinds.alarm import Alarm
from generator.model import Model
from generator.pipeline import compile_source

SYSTEM = """\
version: 1
system: {name: shop, title: Shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
api: {auth: iam, metrics: {refused: {statuses: [403]}}}
routes: {GET /orders: {function: list}}
functions:
  list: {handler: handlers.list.app:handler, timeout: 20s, metrics: {Lines: {unit: Count}}}
  take: {handler: handlers.take.app:handler}
tables:
  orders:
    key: {partition: id, sort: at}
    attributes: {at: string, day: string, place: string}
    indexes: {by_day: {partition: day}, by_place: {local: true, sort: place}}
queues: {jobs: {}, dead: {}, lost: {}}
workflows: {refund: {states: {Done: {Type: Succeed}}}}
buses: {own: {rules: {all: {pattern: {source: [x]}, targets: [queues.jobs]}}}}
notifications: {critical: {}, quiet: {}}
runbooks: {look: {title: Look, steps: [{do: Look.}]}}
alarms:
  one: {notify: critical, runbook: runbooks.look, SETTINGS}
"""


def compiled(settings: str) -> tuple[Model | None, list[str]]:
    text, problems = source.parse(SYSTEM.replace("SETTINGS", settings), "collectiq.yaml")
    result = compile_source(text, problems, Path())
    return result.model, [problem.message for problem in result.diagnostics if problem.severity is Severity.ERROR]


def alarm(settings: str) -> Alarm:
    model, problems = compiled(settings)
    assert model, problems
    return model.stacks[0].alarms["one"]


def test_the_window_is_one_period_and_the_statistic_is_taken_over_all_of_it() -> None:
    one = alarm("metric: workflows.refund.failed, above: 10, for: 15m")
    assert (900, 1, 1) == (one.period_s, one.periods, one.breaching)
    [watched] = one.watched
    assert ("AWS/States", "ExecutionsFailed", "Sum") == (
        watched.metric.namespace,
        watched.metric.name,
        watched.metric.stat,
    )
    assert {
        "StateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:shop-dev-refund"
    } == watched.metric.dimensions


def test_a_star_makes_an_alarm_for_each_thing() -> None:
    one = alarm("metric: queues.*.depth, of: [queues.lost, queues.dead], above: 10")
    assert ["one.dead", "one.lost"] == [watched.key for watched in one.watched]
    assert ["shop-dev-one.dead", "shop-dev-one.lost"] == [watched.name for watched in one.watched]


def test_a_share_of_the_timeout_is_milliseconds_of_each_function() -> None:
    one = alarm("metric: functions.*.duration, stat: p99, at_least_percent_of_timeout: 80")
    assert {"one.list": 16000.0, "one.take": 2400.0} == {watched.key: watched.threshold for watched in one.watched}
    assert "GreaterThanOrEqualToThreshold" == one.comparison


def test_a_rate_is_an_expression_over_two_metrics() -> None:
    [watched] = alarm("metric: functions.take.error_rate, above: 10").watched
    assert "100 * m_errors / m_invocations" == watched.metric.expression
    assert ["Errors", "Invocations"] == [metric.name for metric in watched.metric.plain]


def test_throttles_of_a_table_are_those_of_its_global_indexes_too() -> None:
    [watched] = alarm("metric: tables.orders.throttles, at_least: 1").watched
    places = [tuple(metric.dimensions.values()) for metric in watched.metric.plain]
    assert [("shop-dev-orders",)] * 2 + [("shop-dev-orders", "by_day")] * 2 == places


@pytest.mark.parametrize(
    ("reference", "namespace", "name", "dimensions"),
    [
        ("functions.list.cold_starts", "Shop", "shop-dev-list-cold_starts", {}),
        ("functions.list.Lines", "Shop", "Lines", {"service": "shop"}),
        ("api.refused", "Shop", "shop-dev-refused", {}),
        ("buses.own.rules.all.triggered", "AWS/Events", "TriggeredRules", {"EventBusName": "shop-dev-own", "RuleName": "shop-dev-own-all"}),
        (
            "tables.orders.indexes.by_day.consumed_read",
            "AWS/DynamoDB",
            "ConsumedReadCapacityUnits",
            {"TableName": "shop-dev-orders", "GlobalSecondaryIndexName": "by_day"},
        ),
        ("{namespace: AWS/Bedrock, name: Invocations, dimensions: {ModelId: x}}", "AWS/Bedrock", "Invocations", {"ModelId": "x"}),
    ],
)  # fmt: skip
def test_a_metric_is_named_as_cloudwatch_names_it(
    reference: str, namespace: str, name: str, dimensions: dict[str, str]
) -> None:
    [watched] = alarm(f"metric: {reference}, above: 1").watched
    assert (namespace, name, dimensions) == (watched.metric.namespace, watched.metric.name, watched.metric.dimensions)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("metric: functions.take.durations, above: 1", 'nobody emits a metric "durations" for function "take"; did you mean "duration"?'),
        (
            'metric: routes."GET /orders".count, above: 1',
            '"routes.GET /orders.count" needs detailed_metrics: true of the api; nobody emits it without',
        ),
        (
            "metric: tables.orders.indexes.by_place.consumed_read, above: 1",
            "tables.orders.indexes.by_place is local: DynamoDB counts its use as the table's, so watch that",
        ),
        ("metric: functions.tak.errors, above: 1", 'function "tak" is not declared; did you mean "take"?'),
        ("metric: buses.own.rules.al.triggered, above: 1", 'bus "own" has no rule "al"; did you mean "all"?'),
        ("metric: function.*.errors, above: 1", '"function.*" names nothing; did you mean "functions"?'),
        ("metric: functions.take.errors", "an alarm needs one limit, not 0: above, at_least, below or at_most"),
        ("metric: functions.take.errors, above: 1, below: 0", "an alarm needs one limit, not 2: above, at_least, below or at_most"),
        ("above: 1", "an alarm needs a metric: or an expression: over metrics:"),
        (
            "expression: a, metrics: {a: functions.*.errors}, above: 1",
            "an expression needs one metric here, not 2",
        ),
        (
            "metric: queues.jobs.age, at_least_percent_of_timeout: 80",
            "only the duration of functions has a timeout to compare with; write at_least: with a number",
        ),
        ("metric: functions.take.errors, above: 1, for: 90s", "a window is 10s, 20s, 30s or whole minutes"),
        (
            "metric: functions.take.errors, above: 1, for: 30s",
            "AWS/Lambda emits its metrics every minute: a window is at least 1m here",
        ),
        (
            "metric: functions.take.errors, above: 1, for: 2d",
            "a window is one day at most; look at several in a row with for: 1d and periods:",
        ),
        (
            "metric: functions.take.errors, above: 1, periods: 2, breaching: 3",
            "3 of 2 windows can never breach; raise periods:",
        ),
    ],
)  # fmt: skip
def test_an_alarm_that_could_not_work_is_refused(settings: str, message: str) -> None:
    assert [message] == compiled(settings)[1]
