"""`collectiq capacity`: what the busiest second asks of each quota, what breaks first, and what to ask for."""

import json
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from generator.capacity.quotas import SPEC as OF_SPEC
from generator.capacity.quotas import Quota, table
from generator.cli import app
from tests.systems import rendered
from tests.tools import ROOT

SPEC = ROOT / "collectiq.yaml"
SECONDS = 730 * 3600
SHOP = """
version: 1
system: {name: shop}
environments: {prod: {regions: [REGION]}}
api: {throttle: {rate: 50, burst: 100}}
functions:
  take: {handler: "take.app:handler", reserved_concurrency: 10, grants: [{allow: [states:StartExecution], resource: workflows.look}]}
  see:
    handler: "see.app:handler"
    timeout: 30
    grants: [{allow: [rekognition:DetectLabels, rekognition:DetectFaces], resource: "*"}]
workflows: {look: {states: {See: {task: functions.see, timeout: 30s, End: true}}}}
routes: {POST /a: {function: take, auth: none, reason: A shop.}}
notifications: {team: {email: [ann@example.com]}}
runbooks: {ask: {title: Ask, steps: [{do: Ask.}]}}
alarms: {throttled: {metric: functions.*.throttles, at_least: 1, for: 5m, notify: team, runbook: runbooks.ask}}
traffic: {users: 1000, requests_per_user: 1314, peak_factor: 4, durations_ms: {see: 2000}}
"""


def capacity(*options: str, spec: Path = SPEC) -> Result:
    return CliRunner().invoke(app, ["capacity", "--spec", str(spec), *options])


def shop(folder: Path, region: str = "us-east-1", **replaced: str) -> dict[str, dict[str, Any]]:
    """Return the limits of the shop by quota and what asks: 1000 users, 1.314 million requests, two in its busiest second."""
    text = SHOP.replace("REGION", region)
    for old, new in replaced.items():
        text = text.replace(old, new)
    (folder / "collectiq.yaml").write_text(text, encoding="utf-8")
    answer = capacity("--format", "json", spec=folder / "collectiq.yaml")
    assert 0 == answer.exit_code, answer.output
    first, *_ = json.loads(answer.stdout)["capacities"]
    return {f"{one['quota']} {one['of']}": one for one in first["limits"]}


def test_the_busiest_second_is_the_average_times_the_peak(tmp_path: Path) -> None:
    assert pytest.approx(1000 * 1314 / SECONDS * 4) == 2
    assert pytest.approx(2) == shop(tmp_path)["api.throttle api"]["demand"]


def test_what_is_there_at_once_is_rate_times_time(tmp_path: Path) -> None:
    found = shop(tmp_path)
    # take: 2 a second of 0.1 s; see: the same, 2 % of them twice, of 2 s.
    assert pytest.approx(2 * 0.1 + 2 * 1.02 * 2) == found["lambda.concurrency functions"]["demand"]
    assert pytest.approx(2 * 2) == found["states.open workflows.look"]["demand"]


def test_a_limit_of_the_spec_counts_like_a_quota(tmp_path: Path) -> None:
    found = shop(tmp_path)
    assert [50, 10] == [found[key]["value"] for key in ("api.throttle api", "lambda.reserved functions.take")]
    assert pytest.approx(1000 * 50 / 2) == found["api.throttle api"]["breaks_at_users"]


@pytest.mark.parametrize(("region", "labels", "faces"), [("us-east-1", 50, 100), ("eu-central-1", 5, 25)])
def test_a_quota_is_the_region_s(region: str, labels: int, faces: int, tmp_path: Path) -> None:
    found = shop(tmp_path, region)
    assert [labels, faces] == [
        found[key]["value"] for key in ("rekognition.calls DetectLabels", "rekognition.faces DetectFaces")
    ]


def test_more_is_asked_for_from_four_fifths_on(tmp_path: Path) -> None:
    few = shop(tmp_path, "eu-central-1", **{"users: 1000": "users: 1900"})["rekognition.calls DetectLabels"]
    many = shop(tmp_path, "eu-central-1", **{"users: 1000": "users: 2000"})["rekognition.calls DetectLabels"]
    assert [None, 7] == [few["request"], many["request"]]
    assert "ask Service Quotas (rekognition) for 7 a second" == many["advice"]


def test_alarms_that_would_fire_are_named_and_a_missing_one_is_proposed(tmp_path: Path) -> None:
    found = shop(tmp_path)
    assert ["throttled"] == found["lambda.concurrency functions"]["alarms"]
    assert [] == found["rekognition.calls DetectLabels"]["alarms"]
    assert (
        "AWS/Rekognition SuccessfulRequestCount at 80% of 50 a second"
        == found["rekognition.calls DetectLabels"]["watch"]
    )


def test_the_three_phases_and_ten_million_users_are_told() -> None:
    answer = capacity("--format", "json")
    assert [100, 10_000, 50_000, 10_000_000] == [one["users"] for one in json.loads(answer.stdout)["capacities"]]


def test_what_is_used_most_stands_first() -> None:
    for one in json.loads(capacity("--format", "json").stdout)["capacities"]:
        breaks = [limit["breaks_at_users"] for limit in one["limits"]]
        assert breaks == sorted(breaks)


def test_ten_million_users_need_more_of_what_the_phases_have_enough_of() -> None:
    *phases, many = json.loads(capacity("--format", "json").stdout)["capacities"]
    assert [] == [limit["advice"] for one in phases for limit in one["limits"] if limit["advice"]]
    assert {"api.throttle", "cognito.tokens", "lambda.concurrency", "rekognition.calls"} <= {
        limit["quota"] for limit in many["limits"] if limit["request"]
    }
    assert "ask Service Quotas (lambda L-B99A9384) for " in capacity().stdout


def test_the_page_holds_the_same_figures_as_the_command() -> None:
    page = rendered("reference")[PurePosixPath("docs/capacity.md")]
    for one in json.loads(capacity("--format", "json").stdout)["capacities"]:
        for limit in one["limits"]:
            assert f"| {limit['breaks_at_users']:,} |" in page
    assert "```mermaid\nxychart-beta\n" in page


def test_a_spec_without_traffic_is_told_what_to_add(tmp_path: Path) -> None:
    answer = capacity(spec=ROOT / "templates/init/collectiq.yaml")
    assert 1 == answer.exit_code
    assert "does not say how much the system is used; add traffic: with users and requests_per_user" in answer.stderr


def test_a_phase_that_is_not_there_is_wrong_use() -> None:
    answer = capacity("--phase", "grown")
    assert 2 == answer.exit_code
    assert 'did you mean "growth"?' in answer.stderr


@pytest.mark.parametrize("quota", table().values(), ids=lambda quota: quota.key)
def test_a_quota_has_its_page_its_day_and_a_way_out(quota: Quota) -> None:
    assert quota.source == OF_SPEC or quota.source.startswith("https://docs.aws.amazon.com/")
    assert date.fromisoformat(quota.read) >= date(2026, 11, 1)
    assert quota.adjustable or quota.otherwise
    assert quota.watch
