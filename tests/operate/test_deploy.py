"""`collectiq deploy`, `status` and `rollback`: aliases move to new versions and back; against moto."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.codedeploy.models import codedeploy_backends
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.aws import ACCOUNT, REGION, Aws, Refusal, deployment_group, function, live, move, queue

SPEC = """
version: 1
system: {name: shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"}
  live: {regions: [us-east-1], account: "123456789012", approval: true}
functions:
  pay: {handler: "pay.app:handler", deployment: {strategy: canary, percent: 10, minutes: 10}}
  ship: {handler: "ship.app:handler", on_failure: {queue: queues.lost}}
queues: {lost: {}}
"""
PAY, SHIP = "shop-dev-pay", "shop-dev-ship"


@pytest.fixture
def fleet(aws: Aws) -> Aws:
    """Version 3 of `pay` waits, 2 is live; of `ship` 1 is live and the newest."""
    function(PAY, 3, 2)
    function(SHIP, 1, 1)
    deployment_group(PAY)
    return aws


def run(folder: Path, *words: str, env: str = "dev") -> Result:
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC)
    return CliRunner().invoke(app, [*words, "--env", env, "--spec", str(spec)])


def rows(answer: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


def ends(monkeypatch: pytest.MonkeyPatch, *states: str) -> None:
    """Let the deployment reach these states one after the other, each while the command waits."""
    left = iter(states)

    def pause(_seconds: float) -> None:
        [deployment] = codedeploy_backends[ACCOUNT][REGION].deployments.values()
        deployment.status = next(left)
        if deployment.status == "InProgress":
            move(PAY, 2, v3=0.1)
        if deployment.status == "Succeeded":
            move(PAY, 3)
        if deployment.status == "Stopped":
            move(PAY, 2)

    monkeypatch.setattr("generator.commands.deploy.sleep", pause)


def test_what_trails_goes_live(fleet: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends(monkeypatch, "InProgress", "Succeeded")
    answer = run(tmp_path, "deploy", "--format", "json")
    assert [{"stack": "dev", "function": PAY, "from": 2, "to": 3, "outcome": "is live"}] == rows(answer), answer.stderr
    [given] = fleet.asked("codedeploy.CreateDeployment")
    [resource] = json.loads(given["revision"]["appSpecContent"]["content"])["Resources"]
    expected = {"Name": PAY, "Alias": "dev", "CurrentVersion": "2", "TargetVersion": "3"}
    assert (0, expected) == (answer.exit_code, resource["function"]["Properties"])
    assert "InProgress, the new version gets 10% of the calls" in answer.stderr


def test_a_deployment_that_is_turned_back_is_the_answer_no(
    fleet: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = {"status": "Stopped", "errorInformation": {"code": "ALARM_ACTIVE", "message": "An alarm fires."}}
    cloudwatch = boto3.client("cloudwatch", region_name=REGION)
    cloudwatch.put_metric_alarm(
        AlarmName=f"{PAY}-rollback", MetricName="m", Namespace="n", Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanThreshold", Statistic="Sum",
    )  # fmt: skip
    cloudwatch.set_alarm_state(AlarmName=f"{PAY}-rollback", StateValue="ALARM", StateReason="It fails.")
    ends(monkeypatch, "InProgress")
    fleet.answers["codedeploy.GetDeployment"] = lambda _given: {"deploymentInfo": stopped} if live(PAY)[1] else None
    answer = run(tmp_path, "deploy", "--format", "json")
    assert (1, ["was turned back: An alarm fires."]) == (answer.exit_code, [row["outcome"] for row in rows(answer)])
    assert f"alarms fire: {PAY}-rollback" in answer.stderr


def test_an_interrupted_run_is_taken_up(fleet: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("generator.commands.deploy.sleep", interrupt)
    assert 0 != run(tmp_path, "deploy").exit_code
    ends(monkeypatch, "InProgress", "Succeeded")
    answer = run(tmp_path, "deploy")
    assert (0, 1) == (answer.exit_code, len(fleet.asked("codedeploy.CreateDeployment")))
    assert "runs already" in answer.stderr


def test_a_dry_run_changes_nothing(fleet: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "deploy", "--dry-run", "--format", "json")
    assert (0, ["would go live"]) == (answer.exit_code, [row["outcome"] for row in rows(answer)])
    back = run(tmp_path, "rollback", "ship", "pay", "--to", "1", "--dry-run", "--format", "json")
    assert ["is there already", "would go back"] == [row["outcome"] for row in rows(back)]
    assert [] == fleet.asked("codedeploy.CreateDeployment") + fleet.asked("lambda.UpdateAlias")


def test_where_nothing_trails_nothing_is_done(fleet: Aws, tmp_path: Path) -> None:
    move(PAY, 3)
    answer = run(tmp_path, "deploy", "--format", "json")
    assert (0, []) == (answer.exit_code, rows(answer))


def test_an_environment_that_needs_approval_is_not_changed_unasked(aws: Aws, tmp_path: Path) -> None:
    function("shop-live-pay", 2, 1, "live")
    deployment_group("shop-live-pay", "shop-live")
    for words in (["deploy"], ["rollback", "pay", "--to", "2"]):
        answer = run(tmp_path, *words, env="live")
        message = "this changes live, and there is nobody to ask; agree with --yes\n"
        assert (2, message) == (answer.exit_code, answer.stderr)
    assert ("1", {}) == live("shop-live-pay", "live")
    assert 0 == run(tmp_path, "rollback", "pay", "--to", "2", "--yes", env="live").exit_code
    assert ("2", {}) == live("shop-live-pay", "live")


def test_status_says_what_waits(fleet: Aws, tmp_path: Path) -> None:
    queue("shop-dev-lost", "one", "two")
    answer = run(tmp_path, "status", "--format", "json")
    expected = {PAY: "version 2 is live, 3 waits", SHIP: "version 1 is live", "shop-dev-lost": "2 waiting"}
    assert expected == {row["name"]: row["state"] for row in rows(answer)}, answer.stderr
    assert "2 of 3 need somebody." in answer.stderr


def test_a_rollback_goes_to_the_version_before(fleet: Aws, tmp_path: Path) -> None:
    move(PAY, 3)
    answer = run(tmp_path, "rollback", "pay", "--format", "json")
    assert [{"stack": "dev", "function": PAY, "from": 3, "to": 2, "outcome": "went back"}] == rows(answer)
    assert ("2", {}) == live(PAY)


def test_a_rollback_that_is_repeated_does_not_go_further_back(fleet: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "rollback", "pay")
    message = "dev shop-dev-pay: version 2 is live already, and 3 is newer; --to VERSION goes back further"
    assert (1, message) == (answer.exit_code, answer.stderr.splitlines()[0])
    assert ("2", {}) == live(PAY)
    for _ in range(2):
        assert 0 == run(tmp_path, "rollback", "pay", "--to", "1").exit_code
        assert ("1", {}) == live(PAY)


def test_traffic_leaves_a_version_that_was_being_tried(fleet: Aws, tmp_path: Path) -> None:
    move(SHIP, 1, v2=0.5)
    assert 0 == run(tmp_path, "rollback", "ship", "--to", "1").exit_code
    assert ("1", {}) == live(SHIP)


def test_a_deployment_that_runs_is_stopped(fleet: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet.answers["codedeploy.ListDeployments"] = {"deployments": ["d-1"]}
    fleet.answers["codedeploy.StopDeployment"] = {"status": "Pending"}
    answer = run(tmp_path, "rollback", "pay")
    assert 0 == answer.exit_code, answer.stderr
    further = run(tmp_path, "rollback", "pay", "--to", "1")
    assert (1, True) == (further.exit_code, "deployment d-1 runs and would move the alias again" in further.stderr)
    assert [{"deploymentId": "d-1", "autoRollbackEnabled": True}] == fleet.asked("codedeploy.StopDeployment")
    assert [] == fleet.asked("lambda.UpdateAlias")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ship"], "dev shop-dev-ship: there is no version before 1"),
        (["pay", "--to", "9"], "dev shop-dev-pay: there is no version 9; there are 1, 2, 3"),
    ],
)
def test_what_cannot_go_back_stops_all(words: list[str], message: str, fleet: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "rollback", *words)
    assert (1, [message, "Nothing was changed."]) == (answer.exit_code, answer.stderr.splitlines())


def test_an_alias_that_somebody_moved_meanwhile_is_left_alone(fleet: Aws, tmp_path: Path) -> None:
    move(PAY, 3)
    fleet.answers["lambda.UpdateAlias"] = Refusal("PreconditionFailedException")
    answer = run(tmp_path, "rollback", "pay")
    assert (3, f'somebody moved the alias of "{PAY}" meanwhile; look again and repeat this') == (
        answer.exit_code,
        answer.stderr.splitlines()[-1],
    )
