"""`collectiq cost`: what it prints, and when it says no."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.tools import ROOT

SPEC = (ROOT / "collectiq.yaml").read_text(encoding="utf-8")
EXPRESS = "workflows: {valuation: {type: express, log_level: ERROR}}\n      budgets: {monthly: {limit: 500}}"


def cost(folder: Path, *options: str, spec: str = SPEC) -> Result:
    (folder / "collectiq.yaml").write_text(spec, encoding="utf-8")
    return CliRunner().invoke(app, ["cost", "--spec", str(folder / "collectiq.yaml"), *options])


def estimates(folder: Path, *options: str, spec: str = SPEC) -> dict[str, Any]:
    answer = cost(folder, "--format", "json", *options, spec=spec)
    assert answer.exit_code in (0, 1), answer.output
    return {one["phase"] or one["environment"]: one for one in json.loads(answer.stdout)["estimates"]}


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=ann", "-c", "user.email=ann@example.com"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


def test_the_three_phases_are_within_what_they_are_meant_to_cost(tmp_path: Path) -> None:
    found = estimates(tmp_path)
    assert {"hackathon": [20, 50], "production": [400, 700], "growth": [1500, 2000]} == {
        phase: one["meant"] for phase, one in found.items()
    }
    for one in found.values():
        low, high = one["meant"]
        assert low <= one["total"]["expected"] <= high


def test_services_and_features_add_up_to_the_same_total(tmp_path: Path) -> None:
    for one in estimates(tmp_path).values():
        for group in ("services", "features"):
            for end, total in one["total"].items():
                assert total == pytest.approx(sum(part[end] for part in one[group].values()), abs=0.01)


def test_low_is_below_expected_and_expected_below_high(tmp_path: Path) -> None:
    for one in estimates(tmp_path).values():
        assert one["total"]["low"] < one["total"]["expected"] < one["total"]["high"]


def test_over_the_budget_is_a_no(tmp_path: Path) -> None:
    answer = cost(
        tmp_path, "--phase", "growth", spec=SPEC.replace("{monthly: {limit: 2000}}", "{monthly: {limit: 900}}")
    )
    assert (1, "over the budget: growth (prod)\n") == (answer.exit_code, answer.stderr)
    assert "over the budget of $900" in answer.stdout


def test_within_the_budget_is_a_yes(tmp_path: Path) -> None:
    answer = cost(tmp_path)
    assert (0, "") == (answer.exit_code, answer.stderr)
    assert 3 == answer.stdout.count("within the budget of")
    assert 3 == answer.stdout.count("The largest assumption: ")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--env", "prd"], 'environment "prd" is not declared in {}; did you mean "prod"?'),
        (["--phase", "grown"], 'phase "grown" is not declared in {}; did you mean "growth"?'),
        (["--phase", "growth", "--env", "dev"], 'phase "growth" is one of environment "prod"; leave --env away'),
        (["--against", "nowhere"], '"nowhere" is neither a file nor a revision of git here'),
    ],
)
def test_a_wrong_choice_is_told_with_a_way_out(options: list[str], message: str, tmp_path: Path) -> None:
    answer = cost(tmp_path, *options)
    assert 2 == answer.exit_code
    assert answer.stderr.startswith(message.format(tmp_path / "collectiq.yaml"))


def test_standard_instead_of_express_costs_its_transitions(tmp_path: Path) -> None:
    assert EXPRESS in SPEC
    express = estimates(tmp_path, "--phase", "production")["production"]["services"]["Step Functions"]["expected"]
    standard_spec = SPEC.replace(EXPRESS, EXPRESS.replace("express", "standard"))
    standard = estimates(tmp_path, "--phase", "production", spec=standard_spec)["production"]["services"][
        "Step Functions"
    ]
    # 80 000 valuations: a state to read, one for both agents, the two of them, one to merge; 2 % tried again, and the
    # two states of the 1 % that fail.
    transitions = 80_000 * (5 * 1.02 + 2 * 0.01)
    assert standard["expected"] == pytest.approx((transitions - 4000) * 0.000025, rel=0.001)
    assert express < standard["expected"] / 10


def test_the_difference_to_a_file_is_told_by_service(tmp_path: Path) -> None:
    (tmp_path / "before.yaml").write_text(SPEC.replace(EXPRESS, EXPRESS.replace("express", "standard")))
    answer = cost(tmp_path, "--phase", "production", "--against", str(tmp_path / "before.yaml"))
    assert f"Against {tmp_path / 'before.yaml'}: -$9." in answer.stdout
    assert "  Step Functions  -$9." in answer.stdout


def test_the_difference_to_a_revision_is_told_by_service(tmp_path: Path) -> None:
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "collectiq.yaml").write_text(SPEC)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    same = cost(tmp_path / "system", "--phase", "production", "--against", "HEAD")
    assert "Against HEAD: no difference." in same.stdout
    more = SPEC.replace("users: 10000\n", "users: 20000\n")
    changed = json.loads(
        cost(tmp_path / "system", "--format", "json", "--phase", "production", "--against", "HEAD", spec=more).stdout
    )
    [difference] = changed["differences"]
    assert difference["after"] - difference["before"] == pytest.approx(sum(difference["services"].values()), abs=0.05)
    assert difference["services"]["Cognito"] == pytest.approx(55)


def test_an_environment_without_a_phase_is_taken_as_it_stands(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates/init", tmp_path / "init")
    spec = (tmp_path / "init" / "collectiq.yaml").read_text() + "\ntraffic: {users: 100, requests_per_user: 50}\n"
    found = estimates(tmp_path, spec=spec)
    assert [None] * len(found) == [one["phase"] for one in found.values()]


def test_a_spec_without_traffic_says_that_nothing_is_counted(tmp_path: Path) -> None:
    answer = cost(tmp_path, spec=(ROOT / "templates/init/collectiq.yaml").read_text())
    assert 0 == answer.exit_code
    assert "The spec has no traffic: nothing is counted." in answer.stdout
