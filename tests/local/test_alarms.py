"""Alarms over what was counted, with a clock of their own."""

from typing import Any

import pytest

from generator.local.alarms import Alarms
from generator.local.delivery import Delivery
from generator.local.journal import Journal
from generator.local.metrics import Metrics
from generator.local.values import Values
from tests.local.stacks import stack_of

SPEC = """
notifications: {{team: {{email: [team@example.com]}}}}
alarms:
  watched:
    description: A test.
    notify: team
    {}
"""
LAMBDA = "AWS/Lambda"
F = {"FunctionName": "shop-dev-f"}


class Clock:
    now = 10_000.0

    def __call__(self) -> float:
        return self.now


class Topics:
    """Stands for SNS: keeps what is published."""

    def __init__(self) -> None:
        self.published: list[str] = []

    def __call__(self, _service: str) -> Any:
        return self

    def publish(self, **message: str) -> None:
        self.published.append(message["Subject"])


def watching(settings: str) -> tuple[Alarms, Metrics, Clock, Topics]:
    stack, clock, topics = stack_of(SPEC.format(settings)), Clock(), Topics()
    metrics = Metrics(clock)
    delivery = Delivery(topics, lambda *_: None, str)  # type: ignore[arg-type]
    alarms = Alarms(
        stack.alarms, metrics, Values({}), delivery, Journal(), lambda: None, lambda _: None, clock
    )  # fmt: skip
    return alarms, metrics, clock, topics


def test_an_alarm_goes_off_and_recovers_and_tells_whoever_is_named() -> None:
    alarms, metrics, clock, topics = watching("metric: functions.f.errors\n    above: 1\n    for: 5m")
    metrics.count(LAMBDA, "Errors", F, 1)
    alarms.look()
    metrics.count(LAMBDA, "Errors", F, 1)
    alarms.look()
    assert {"shop-dev-watched": "ALARM"} == alarms.states
    clock.now += 301
    alarms.look()
    assert ["ALARM: shop-dev-watched", "OK: shop-dev-watched"] == topics.published


def test_a_rate_of_no_calls_is_no_alarm() -> None:
    alarms, metrics, _, topics = watching("metric: functions.f.error_rate\n    above: 10\n    for: 5m")
    alarms.look()
    for errors in (1, 0, 0, 0):
        metrics.count(LAMBDA, "Invocations", F)
        metrics.count(LAMBDA, "Errors", F, errors)
    alarms.look()
    assert ({"shop-dev-watched": "ALARM"}, 1) == (alarms.states, len(topics.published))


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("not_breaching", "OK"), ("breaching", "ALARM"), ("missing", "INSUFFICIENT_DATA"), ("ignore", "OK")],
)
def test_missing_data_is_what_the_alarm_says_it_is(missing: str, expected: str) -> None:
    settings = f"metric: functions.f.errors\n    above: 0\n    for: 1m\n    missing_data: {missing}"
    alarms, *_ = watching(settings)
    alarms.look()
    assert {"shop-dev-watched": expected} == alarms.states


def test_so_many_of_the_periods_have_to_breach() -> None:
    settings = "metric: functions.f.errors\n    above: 0\n    for: 1m\n    periods: 3\n    breaching: 2"
    alarms, metrics, clock, _ = watching(settings)
    metrics.count(LAMBDA, "Errors", F)
    alarms.look()
    assert {"shop-dev-watched": "OK"} == alarms.states
    clock.now += 90
    metrics.count(LAMBDA, "Errors", F)
    alarms.look()
    assert {"shop-dev-watched": "ALARM"} == alarms.states


def test_an_expression_that_is_not_understood_is_said_and_never_goes_off() -> None:
    settings = (
        'expression: "ANOMALY_DETECTION_BAND(a)"\n    metrics: {a: functions.f.errors}\n    above: 0\n    for: 5m'
    )
    alarms, *_ = watching(settings)
    alarms.look()
    assert {"shop-dev-watched": "NOT_EVALUATED"} == alarms.states
