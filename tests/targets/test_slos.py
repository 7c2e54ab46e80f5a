"""Objectives: alarms on how fast each uses up what may fail, what is left on a dashboard, and the page that says what to do."""

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from generator.kinds.slo import Slo
from generator.pipeline import compile_spec
from tests import specs
from tests.systems import rendered
from tests.tools import ROOT

SHOP = """
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}}
functions:
  take: {handler: "take.app:handler"}
  work: {handler: "work.app:handler"}
workflows: {pay: {states: {Done: {Type: Succeed}}}}
api: {detailed_metrics: true}
routes:
  GET /a: {function: take, auth: none, reason: A shop.}
  GET /b: {function: take, auth: none, reason: A shop.}
  GET /c: {function: take, auth: none, reason: A shop.}
  GET /d: {function: take, auth: none, reason: A shop.}
  GET /e: {function: take, auth: none, reason: A shop.}
  GET /f: {function: take, auth: none, reason: A shop.}
notifications: {page: {email: [ann@example.com]}, team: {email: [ben@example.com]}}
runbooks: {look: {title: Look, steps: [{do: Look.}]}}
dashboards: {left: {widgets: [{slo: slos.goal}]}}
slos:
  goal: {SLO, runbook: runbooks.look, dashboard: dashboards.left}
"""
AVAILABLE = "availability_percent: 99.9, page: page, ticket: team"


def shop(slo: str) -> str:
    return SHOP.replace("SLO", slo)


def objective(slo: str) -> Slo:
    [stack] = specs.model(shop(slo)).stacks
    return stack.slos["goal"]


def evaluated(expression: str, **metrics: float | None) -> float:
    """Return what CloudWatch's arithmetic makes of an expression; None is a metric without data."""
    return float(eval(expression, {"FILL": lambda value, other: other if value is None else value}, metrics))


def test_the_rates_for_30_days_are_those_of_the_workbook() -> None:
    burns = objective(f'routes: ["*"], {AVAILABLE}').burns
    assert [
        ("fast", 14.4, 3600, 300, "page"),
        ("steady", 6, 21600, 1800, "page"),
        ("slow", 3, 86400, 7200, "team"),
    ] == [(one.speed, one.rate, one.long_s, one.short_s, one.notify[0].key) for one in burns]


def test_a_shorter_window_has_lower_rates_for_the_same_share() -> None:
    burns = objective(f'routes: ["*"], {AVAILABLE}, window: 7d').burns
    assert [3.36, 1.4, 0.7] == [one.rate for one in burns]
    assert [0.02, 0.05, 0.1] == [one.share for one in burns]


def test_nobody_is_told_of_a_speed_who_is_not_named() -> None:
    burns = objective('routes: ["*"], availability_percent: 99.9, ticket: team').burns
    assert ["slow"] == [one.speed for one in burns]


@pytest.mark.parametrize(
    ("slo", "metrics", "expected"),
    [
        (f'routes: ["*"], {AVAILABLE}', {"n0": 1000, "e0_0": 10}, 10),
        (f'routes: ["*"], {AVAILABLE}', {"n0": 1000, "e0_0": None}, 0),
        (f"routes: [GET /a, GET /b], {AVAILABLE}", {"n0": 900, "n1": 100, "e0_0": 1, "e1_0": 1}, 2),
        (f"functions: [take], {AVAILABLE}", {"n0": 200, "e0_0": 2}, 10),
        (f"workflows: [pay], {AVAILABLE}", {"n0": 1000, "e0_0": 1, "e0_1": 1, "e0_2": None}, 2),
        ('routes: ["*"], latency_ms: 800, latency_percent: 95, ticket: team', {"t0": 90}, 2),
        (
            "routes: [GET /a, GET /b], latency_ms: 800, latency_percent: 95, ticket: team",
            {"n0": 300, "n1": 100, "t0": 100, "t1": 80},
            1,
        ),
    ],
)
def test_the_burn_rate_is_what_fails_by_what_may_fail(
    slo: str, metrics: dict[str, float | None], expected: float
) -> None:
    found = objective(slo).burn_rate
    assert metrics.keys() == found.parts.keys()
    assert pytest.approx(expected) == evaluated(found.expression, **metrics)


def test_a_latency_asks_for_the_share_that_is_fast_enough() -> None:
    parts = objective('routes: ["*"], latency_ms: 800, latency_percent: 95, ticket: team').failing.parts
    assert ("Latency", "PR(:800)") == (parts["t0"].name, parts["t0"].stat)


def test_half_of_what_may_fail_is_half_left() -> None:
    left = objective(f'routes: ["*"], {AVAILABLE}').budget_left
    assert pytest.approx(50) == evaluated(left.expression, n0=10000, e0_0=5)


def test_a_dashboard_shows_what_is_left_over_the_whole_window() -> None:
    result = specs.compiled(shop(f'routes: ["*"], {AVAILABLE}, window: 28d'))
    body = json.loads(result.rendered()[PurePosixPath("dashboards/prod/left.json")].replace("$", ""))
    [widget] = [one["properties"] for one in body["widgets"]]
    assert ("singleValue", "-PT672H", True) == (widget["view"], widget["start"], widget["setPeriodToTimeRange"])


@pytest.mark.parametrize(
    ("slo", "message"),
    [
        (
            f"routes: [GET /a, GET /b, GET /c, GET /d, GET /e, GET /f], {AVAILABLE}",
            "an alarm of this objective reads 12 metrics",
        ),
        (
            'routes: ["*"], availability_percent: 99.9',
            "an objective needs somebody who is told: add page, ticket or both",
        ),
        ('routes: ["*"], page: page', "an objective needs either availability_percent or latency_ms"),
        (f"routes: [GET /x], {AVAILABLE}", 'route "GET /x" is not declared'),
        (f'routes: ["*"], {AVAILABLE}, window: 1h', '"1h" is out of range; an objective counts over 7 to 90 days'),
    ],
)
def test_an_objective_that_cannot_be_watched_is_refused(slo: str, message: str) -> None:
    assert any(problem.message.startswith(message) for problem in specs.errors(shop(slo)))


def test_a_route_without_metrics_of_its_own_is_no_objective() -> None:
    spec = shop(f"routes: [GET /a], {AVAILABLE}").replace("api: {detailed_metrics: true}", "api: {}")
    assert "metric-nobody-emits" in {problem.rule for problem in specs.errors(spec)}


def test_every_alarm_of_the_reference_is_within_the_limits() -> None:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    burns = [(slo, burn) for stack in model.stacks for slo in stack.slos.values() for burn in slo.burns]
    assert burns
    assert [] == [slo.key for slo, _ in burns if len(slo.failing.plain) > 10]
    assert [] == [burn.name for _, burn in burns if burn.long_s > 86_400 or len(burn.long_name) > 255]


def test_the_page_lists_the_alarms_their_dashboard_and_whom_they_tell() -> None:
    page = rendered("reference")[PurePosixPath("docs/runbooks/error_budget_burns.md")]
    [row] = [line for line in page.splitlines() if line.startswith("| [collectiq-prod-slo-api_availability-fast]")]
    assert "above 14.4 over 1 hour and over 5 minutes" in row
    assert "critical: Pages the engineer on call." in row
    assert "- Dashboard [collectiq-prod-api]" in page


def test_the_alarm_says_where_its_page_is() -> None:
    root: Any = specs.terraform(shop(f'routes: ["*"], {AVAILABLE}'))["envs/prod/slos.tf"]
    assert 3 == root.count('Dashboard: shop-prod-left. Runbook: generated/docs/runbooks/look.md"')


def test_an_objectives_alarms_may_publish_to_whom_they_tell() -> None:
    text = specs.terraform(shop(AVAILABLE))["envs/prod/notifications.tf"]
    page, team = text.partition("shop-prod-team")[0], text.partition("shop-prod-team")[2]
    assert [True, True] == [f"alarm:shop-prod-slo-goal-{speed}" in page for speed in ("fast", "steady")]
    assert "alarm:shop-prod-slo-goal-slow" in team
