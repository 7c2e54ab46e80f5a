"""Every operating command where AWS says no, and the policies that it needs: exactly what it calls, no more."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from policy_sentry.querying.actions import get_action_data
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.operate import permissions
from generator.targets.pipeline_roles import roles
from tests import specs
from tests.operate.aws import ACCOUNT, REGION, Aws, Refusal, deployment_group, function, queue

SPEC = """
version: 1
system: {name: shop, repository: example/shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"}
functions:
  pay:
    handler: "pay.app:handler"
    deployment: {strategy: canary, percent: 10, minutes: 10}
    on_failure: {queue: queues.lost}
    triggers: [{queue: queues.orders, batch: 10}]
    grants: [{allow: [secretsmanager:GetSecretValue], resource: secrets.partner}]
queues: {lost: {}, unsent: {}, orders: {visibility: 90s, dead_letter: queues.unsent}}
secrets: {partner: {description: Key of a partner.}}
buses: {domain: {archive_days: 7, rules: {paid: {pattern: {source: [shop]}, targets: [functions.pay]}}}}
workflows:
  intake: {states: {Pay: {task: functions.pay, End: true}}}
auth: {clients: {tests: {sign_in_by: [admin_password]}}}
api: {auth: jwt}
routes: {GET /orders: {function: pay}}
smoke_tests: {orders: {request: GET /orders, as: auth.clients.tests}}
"""
SPAN = ["--from", "2026-01-01T10:00Z", "--to", "2026-01-01T11:00Z"]
EXECUTION = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:shop-dev-intake:e1"
LETTERS = [
    {
        "requestContext": {"functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:shop-dev-pay"},
        "requestPayload": 1,
    },
    {"execution": EXECUTION, "input": {}},
]

# What a command calls first of what only it may call.
FIRST = {
    ("deploy",): "lambda.GetAlias",
    ("status",): "lambda.GetAlias",
    ("rollback", "pay"): "lambda.GetAlias",
    ("redrive",): "sqs.GetQueueUrl",
    ("rotate", "start", "partner", "--yes"): "secretsmanager.DescribeSecret",
    ("rotate", "finish", "partner", "--yes"): "secretsmanager.DescribeSecret",
    ("replay", "executions", "intake", *SPAN): "stepfunctions.ListExecutions",
    ("replay", "events", "domain", *SPAN): "events.DescribeArchive",
    ("logs", "pay"): "logs.FilterLogEvents",
    ("invoke", "pay"): "lambda.Invoke",
}
COMMANDS = list(FIRST)


def run(folder: Path, words: tuple[str, ...], *further: str) -> Result:
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC)
    return CliRunner().invoke(app, [*words, "--env", "dev", "--spec", str(spec), *further], input="key")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ThrottlingException", "wait a minute and run this again"),
        ("AccessDeniedException", "AWS denies access to the "),
        ("ExpiredTokenException", "the AWS credentials have expired; sign in again"),
    ],
)
def test_what_aws_refuses_is_told_with_the_way_out(
    words: tuple[str, ...], code: str, message: str, aws: Aws, tmp_path: Path
) -> None:
    aws.answers[FIRST[words]] = Refusal(code)
    answer = run(tmp_path, words)
    assert (3, True) == (answer.exit_code, message in answer.stderr), answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_where_nothing_is_deployed_that_is_said(words: tuple[str, ...], aws: Aws, tmp_path: Path) -> None:
    aws.answers["lambda.Invoke"] = Refusal("ResourceNotFoundException")
    answer = run(tmp_path, words)
    assert (3, True) == (answer.exit_code, "deploy dev first" in answer.stderr), answer.stderr


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_credentials_of_another_account_do_nothing(words: tuple[str, ...], aws: Aws, tmp_path: Path) -> None:
    aws.answers["sts.GetCallerIdentity"] = {"Account": "999999999999"}
    answer = run(tmp_path, words)
    message = f'the credentials are of account 999999999999, and environment "dev" lives in {ACCOUNT}'
    assert (3, message) == (answer.exit_code, answer.stderr.splitlines()[-1])
    assert ["sts.GetCallerIdentity"] == [name for name, _ in aws.calls]


def deployed(aws: Aws) -> None:
    """Make the system in moto, and answer what moto does not know."""
    function("shop-dev-pay", 3, 2)
    deployment_group("shop-dev-pay")
    queue("shop-dev-unsent")
    queue("shop-dev-lost", *LETTERS)
    boto3.client("secretsmanager", region_name=REGION).create_secret(Name="shop/dev/partner", SecretString="old")
    events = boto3.client("events", region_name=REGION)
    bus = events.create_event_bus(Name="shop-dev-domain")["EventBusArn"]
    events.create_archive(ArchiveName="shop-dev-domain", EventSourceArn=bus)
    boto3.client("logs", region_name=REGION).create_log_group(logGroupName="/aws/lambda/shop-dev-pay")
    deployment = {"status": "Succeeded"}
    aws.answers["codedeploy.GetDeployment"] = {"deploymentInfo": deployment}
    aws.answers["lambda.Invoke"] = {"StatusCode": 202, "Payload": _Body()}
    failed = {"executionArn": EXECUTION, "stopDate": _time("2026-01-01T10:30:00+00:00")}
    aws.answers["stepfunctions.ListExecutions"] = {"executions": [failed]}
    aws.answers["stepfunctions.DescribeExecution"] = {"status": "FAILED", "input": "{}"}
    aws.answers["stepfunctions.GetExecutionHistory"] = {"events": []}
    aws.answers["stepfunctions.RedriveExecution"] = Refusal("ExecutionNotRedrivable")
    aws.answers["stepfunctions.StartExecution"] = {"executionArn": "new"}
    aws.calls.clear()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_calls_only_what_its_policy_allows(words: tuple[str, ...], aws: Aws, tmp_path: Path) -> None:
    deployed(aws)
    answer = run(tmp_path, words)
    assert answer.exit_code in (0, 1), answer.stderr
    called = {_action(name) for name, _ in aws.calls} - {"sts:GetCallerIdentity"}
    allowed = _actions(json.loads(run(tmp_path, words, "--permissions").stdout))
    assert called
    assert set() == called - allowed


def test_printing_a_policy_asks_nobody(aws: Aws, tmp_path: Path) -> None:
    for words in (*COMMANDS, ("smoke",), ("drift",)):
        policy = json.loads(run(tmp_path, words, "--permissions").stdout)
        assert "2012-10-17" == policy["Version"]
    assert [] == aws.calls


NEEDS: dict[str, Callable[..., Any]] = {
    "deploy": permissions.deploy,
    "status": permissions.status,
    "rollback": permissions.rollback,
    "redrive": permissions.redrive,
    "rotate": permissions.rotate,
    "replay": permissions.replay,
    "logs": permissions.logs,
    "invoke": permissions.invoke,
    "smoke": permissions.smoke,
}


@pytest.mark.parametrize("command", NEEDS)
def test_a_policy_names_actions_that_exist_and_a_wildcard_only_where_aws_takes_nothing_else(command: str) -> None:
    for statement in NEEDS[command](specs.model(SPEC).stacks):
        for action in statement.actions:
            service, name = action.split(":")
            known = get_action_data(service, name)
            assert known, action
            assert statement.resources != ("*",) or statement.reason, action


def test_the_pipeline_may_deploy() -> None:
    stacks = specs.model(SPEC).stacks
    [role] = [role for role in roles(stacks) if role.purpose == "deploy"]
    may = {action for grants in role.policies.values() for _, statement in grants for action in statement.actions}
    assert set() == {action for statement in permissions.deploy(stacks) for action in statement.actions} - may


class _Body:
    def read(self) -> bytes:
        return b"{}"


def _time(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)


def _actions(policy: dict[str, Any]) -> set[str]:
    return {action for statement in policy["Statement"] for action in statement["Action"]}


def _action(call: str) -> str:
    """Return the action that IAM checks for a call."""
    service, operation = call.split(".")
    prefix = {"stepfunctions": "states"}.get(service, service)
    return {"lambda:Invoke": "lambda:InvokeFunction"}.get(f"{prefix}:{operation}", f"{prefix}:{operation}")
