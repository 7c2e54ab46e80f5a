"""`collectiq replay`: failed executions and archived events of a span of time happen again, once; against moto."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.aws import ACCOUNT, REGION, Aws

SPEC = """
version: 1
system: {name: shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"}
functions:
  pay: {handler: "pay.app:handler"}
buses: {domain: {archive_days: 7, rules: {paid: {pattern: {source: [shop]}, targets: [functions.pay]}}}}
workflows:
  intake: {states: {Pay: {task: functions.pay, End: true}}}
  quick: {type: express, states: {Pay: {task: functions.pay, End: true}}}
"""
SPAN = ["--from", "2026-01-01T10:00Z", "--to", "2026-01-01T11:00:00+00:00"]
ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:shop-dev-intake:"


def run(folder: Path, *words: str) -> Result:
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC)
    return CliRunner().invoke(app, ["replay", *words, "--env", "dev", "--spec", str(spec), "--format", "json"])


def outcomes(answer: Result) -> list[str]:
    return [row["outcome"] for row in json.loads(answer.stdout)]


@pytest.fixture
def failed(aws: Aws) -> Aws:
    """Two executions failed within the span, one of which was redriven; one failed before it."""

    def executions(given: dict[str, Any]) -> dict[str, Any]:
        times = {"early": (9, 0), "first": (10, 0), "second": (10, 2)}
        found = [
            {"executionArn": ARN + name, "stopDate": datetime(2026, 1, 1, hour, 30, tzinfo=UTC), "redriveCount": count}
            for name, (hour, count) in times.items()
        ]
        return {"executions": found if given["statusFilter"] == "FAILED" else []}

    aws.answers["stepfunctions.ListExecutions"] = executions
    aws.answers["stepfunctions.GetExecutionHistory"] = {"events": [{"type": "TaskFailed"}]}
    aws.answers["stepfunctions.DescribeExecution"] = {"status": "FAILED", "input": '{"id": 1}'}
    aws.answers["stepfunctions.RedriveExecution"] = {}
    aws.answers["stepfunctions.StartExecution"] = {"executionArn": "new"}
    return aws


def test_what_failed_in_the_span_goes_on_and_what_did_so_before_is_asked_about(failed: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "executions", "intake", *SPAN)
    expected = ["goes on where it failed", "it was redriven 2 times already"]
    assert (1, expected) == (answer.exit_code, outcomes(answer)), answer.stderr
    assert [f"{ARN}first"] == [given["executionArn"] for given in failed.asked("stepfunctions.RedriveExecution")]


def test_what_ended_in_a_fail_state_starts_again_under_the_same_name_each_time(failed: Aws, tmp_path: Path) -> None:
    failed.answers["stepfunctions.GetExecutionHistory"] = {"events": [{"type": "FailStateEntered"}]}
    for _ in range(2):
        answer = run(tmp_path, "executions", "intake", *SPAN, "--again")
        assert (0, ["started again"] * 2) == (answer.exit_code, outcomes(answer)), answer.stderr
    asked = failed.asked("stepfunctions.StartExecution")
    assert ({'{"id": 1}'}, 2) == ({given["input"] for given in asked}, len({given["name"] for given in asked}))


def test_a_dry_run_of_executions_does_nothing(failed: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "executions", "intake", *SPAN, "--dry-run")
    assert (0, "shop-dev-intake goes on where first failed") == (answer.exit_code, outcomes(answer)[0])
    assert [] == failed.asked("stepfunctions.RedriveExecution") + failed.asked("stepfunctions.StartExecution")


def test_an_express_workflow_says_what_does_it_instead(aws: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "executions", "quick", *SPAN)
    message = (
        'workflow "quick" is Express and keeps no history; collectiq redrive does again what its dead letters hold\n'
    )
    assert (1, message) == (answer.exit_code, answer.stderr)


@pytest.fixture
def archive(aws: Aws) -> Aws:
    events = boto3.client("events", region_name=REGION)
    bus = events.create_event_bus(Name="shop-dev-domain")["EventBusArn"]
    events.create_archive(ArchiveName="shop-dev-domain", EventSourceArn=bus)
    return aws


def test_events_of_a_span_are_sent_again_once(archive: Aws, tmp_path: Path) -> None:
    for _ in range(2):
        answer = run(tmp_path, "events", "domain", *SPAN)
        assert (0, ["COMPLETED"]) == (answer.exit_code, outcomes(answer)), answer.stderr
    replays = boto3.client("events", region_name=REGION).list_replays()["Replays"]
    assert ["shop-dev-domain-20260101T100000-20260101T110000"] == [one["ReplayName"] for one in replays]


def test_a_replay_that_fails_is_the_answer_no(archive: Aws, tmp_path: Path) -> None:
    archive.answers["events.DescribeReplay"] = {"State": "FAILED", "StateReason": "The bus is gone."}
    answer = run(tmp_path, "events", "domain", *SPAN)
    assert (1, ["FAILED The bus is gone."]) == (answer.exit_code, outcomes(answer))


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (["--from", "noon", "--to", "2026-01-01"], '"noon" is no time'),
        (["--from", "2026-01-02", "--to", "2026-01-01"], "--from has to be before --to"),
        (["--from", "2026-01-02", "--to", "2999-01-01"], "both in the past"),
    ],
)
def test_a_span_that_is_none_is_refused(span: list[str], message: str, aws: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "events", "domain", *span)
    assert (2, True) == (answer.exit_code, message in answer.stderr), answer.stderr
