"""`collectiq redrive`: the work of a dead letter is done again by where the letter comes from; against moto."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.aws import ACCOUNT, REGION, Answer, Aws, Refusal, function, queue, waiting

SPEC = """
version: 1
system: {name: shop}
environments:
  dev: {regions: [us-east-1], account: "123456789012"APPROVAL}
functions:
  pay:
    handler: "pay.app:handler"
    on_failure: {queue: queues.lost}
    triggers: [{queue: queues.orders, batch: 10}]
queues: {lost: {}, unsent: {}, orders: {visibility: 90s, dead_letter: queues.unsent}}
buses: {domain: {rules: {paid: {pattern: {source: [shop]}, targets: [functions.pay], dead_letter: queues.lost}}}}
workflows:
  intake: {type: TYPE, states: {Pay: {task: functions.pay, End: true}}}
"""
LOST, UNSENT = "shop-dev-lost", "shop-dev-unsent"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:shop-dev-intake"
STANDARD = f"arn:aws:states:{REGION}:{ACCOUNT}:execution:shop-dev-intake:e1"
EXPRESS = f"arn:aws:states:{REGION}:{ACCOUNT}:express:shop-dev-intake:e1:x1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:shop-dev-pay:dev"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/shop-dev-domain/shop-dev-domain-paid"
SCHEDULE = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/nightly"

FAILURE = {"error": "Broken", "input": {"id": 1}}
CALL = {"requestContext": {"functionArn": FUNCTION, "condition": "RetriesExhausted"}, "requestPayload": {"id": 2}}
EVENT = {"source": "shop", "detail-type": "Paid", "detail": {"id": 3}, "resources": ["r"], "id": "e", "version": "0"}


@pytest.fixture
def account(aws: Aws) -> Aws:
    """A system where both queues are empty, and everybody answers."""
    queue(LOST)
    queue(UNSENT)
    found: dict[str, Answer] = {
        "lambda.Invoke": {"StatusCode": 202},
        "events.PutEvents": {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]},
        "stepfunctions.StartExecution": {"executionArn": "new"},
        "stepfunctions.RedriveExecution": {},
        "stepfunctions.DescribeExecution": {"status": "FAILED", "redriveCount": 0, "input": "{}"},
        "stepfunctions.GetExecutionHistory": {"events": [{"type": "ExecutionFailed"}, {"type": "TaskFailed"}]},
    }
    aws.answers.update(found)
    return aws


def run(folder: Path, *words: str, kind: str = "standard", approval: str = "") -> Result:
    spec = folder / "collectiq.yaml"
    spec.write_text(SPEC.replace("TYPE", kind).replace("APPROVAL", approval))
    return CliRunner().invoke(app, ["redrive", *words, "--env", "dev", "--spec", str(spec), "--format", "json"])


def outcomes(answer: Result) -> list[str]:
    return [row["outcome"] for row in json.loads(answer.stdout)]


def acted(aws: Aws) -> list[str]:
    """Return what did somebody's work again."""
    acting = {"lambda.Invoke", "events.PutEvents", "stepfunctions.StartExecution", "stepfunctions.RedriveExecution"}
    return [name for name, _ in aws.calls if name in acting]


def test_a_failed_call_is_made_again_by_its_alias(account: Aws, tmp_path: Path) -> None:
    url = queue(LOST, CALL)
    answer = run(tmp_path)
    assert (0, ["called again"], 0) == (answer.exit_code, outcomes(answer), waiting(url)), answer.stderr
    [given] = account.asked("lambda.Invoke")
    expected = {"FunctionName": "shop-dev-pay", "Qualifier": "dev", "InvocationType": "Event", "Payload": b'{"id": 2}'}
    assert expected == given


def test_an_event_is_put_on_its_bus_again(account: Aws, tmp_path: Path) -> None:
    url = queue(LOST, EVENT, RULE_ARN=RULE, TARGET_ARN=FUNCTION)
    answer = run(tmp_path)
    assert (0, ["event put again"], 0) == (answer.exit_code, outcomes(answer), waiting(url)), answer.stderr
    [entry] = account.asked("events.PutEvents")[0]["Entries"]
    expected = {"Source": "shop", "DetailType": "Paid", "Detail": '{"id": 3}', "Resources": ["r"]}
    assert {**expected, "EventBusName": "shop-dev-domain"} == entry


def test_an_event_of_aws_goes_to_its_consumer_since_nobody_else_may_put_it(account: Aws, tmp_path: Path) -> None:
    queue(LOST, {**EVENT, "source": "aws.s3"}, RULE_ARN=RULE, TARGET_ARN=FUNCTION)
    assert ["called again"] == outcomes(run(tmp_path))
    assert ["lambda.Invoke"] == acted(account)


def test_what_a_schedule_could_not_call_is_called(account: Aws, tmp_path: Path) -> None:
    queue(LOST, {"job": "nightly"}, SCHEDULE_ARN=SCHEDULE, TARGET_ARN=FUNCTION)
    assert ["called again"] == outcomes(run(tmp_path))
    assert b'{"job": "nightly"}' == account.asked("lambda.Invoke")[0]["Payload"]


@pytest.mark.parametrize(
    ("kind", "last", "expected"),
    [
        ("standard", "TaskFailed", ("stepfunctions.RedriveExecution", "goes on where it failed")),
        # A caught failure ends in a Fail state, which a redrive would only enter again.
        ("standard", "FailStateEntered", ("stepfunctions.StartExecution", "started again")),
        ("express", "", ("stepfunctions.StartExecution", "started again")),
    ],
)
def test_an_execution_goes_on_or_starts_again_by_its_type(
    kind: str, last: str, expected: tuple[str, str], account: Aws, tmp_path: Path
) -> None:
    account.answers["stepfunctions.GetExecutionHistory"] = {"events": [{"type": "ExecutionFailed"}, {"type": last}]}
    url = queue(LOST, {**FAILURE, "execution": STANDARD if kind == "standard" else EXPRESS})
    answer = run(tmp_path, kind=kind)
    assert (0, 0) == (answer.exit_code, waiting(url)), answer.stderr
    assert expected == (acted(account)[0], outcomes(answer)[0])
    for given in account.asked("stepfunctions.StartExecution"):
        assert (MACHINE, '{"id": 1}') == (given["stateMachineArn"], given["input"])


def test_what_step_functions_cannot_redrive_starts_again(account: Aws, tmp_path: Path) -> None:
    account.answers["stepfunctions.RedriveExecution"] = Refusal("ExecutionNotRedrivable")
    queue(LOST, {**FAILURE, "execution": STANDARD})
    assert ["started again"] == outcomes(run(tmp_path))


def test_what_a_queue_has_given_up_is_moved_back_by_sqs(account: Aws, tmp_path: Path) -> None:
    source = f"arn:aws:sqs:{REGION}:{ACCOUNT}:shop-dev-orders"
    received = {"MessageId": "m", "ReceiptHandle": "h", "Body": "x", "Attributes": {"DeadLetterQueueSourceArn": source}}
    left: list[dict[str, Any]] = [{}, {"Messages": [received]}]
    account.answers["sqs.ReceiveMessage"] = lambda _given: left.pop()
    account.answers["sqs.ChangeMessageVisibility"] = {}
    done = {"Status": "COMPLETED", "ApproximateNumberOfMessagesMoved": 7}
    tasks: list[dict[str, Any]] = [{"Results": [done]}, {"Results": []}]
    account.answers["sqs.ListMessageMoveTasks"] = lambda _given: tasks.pop()
    account.answers["sqs.StartMessageMoveTask"] = {"TaskHandle": "t"}
    answer = run(tmp_path, "unsent")
    assert (0, ["7 messages moved back"]) == (answer.exit_code, outcomes(answer)), answer.stderr
    assert [{"SourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{UNSENT}"}] == account.asked("sqs.StartMessageMoveTask")


@pytest.mark.parametrize(
    ("body", "attributes", "words"),
    [
        ("plain", {}, "it is not JSON"),
        ([1], {}, "it does not say where it comes from"),
        ({"a": 1}, {}, "it does not say where it comes from"),
        ({**FAILURE, "execution": STANDARD.replace("intake", "other")}, {}, "is no execution of this system"),
        ({**FAILURE, "execution": "x"}, {}, '"x" is no execution of this system'),
        ({**CALL, "requestContext": {"functionArn": FUNCTION.replace("pay", "foreign")}}, {}, "is no function of this"),
        ({"requestContext": {}, "DDBStreamBatchInfo": {}}, {}, "names a batch of a stream, not what was in it"),
        (EVENT, {"RULE_ARN": RULE.replace("-domain/", "-other/")}, 'its bus "shop-dev-other" is not of this system'),
        ({"a": 1}, {"RULE_ARN": RULE}, "it is no event"),
    ],
)
def test_what_is_not_ours_stays_and_calls_nobody(
    body: object, attributes: dict[str, str], words: str, account: Aws, tmp_path: Path
) -> None:
    url = queue(LOST, body, **attributes)
    answer = run(tmp_path)
    assert (1, 1, []) == (answer.exit_code, waiting(url), acted(account))
    assert words in outcomes(answer)[0]


def test_a_dry_run_does_nothing_and_lets_the_messages_go(account: Aws, tmp_path: Path) -> None:
    url = queue(LOST, CALL)
    answer = run(tmp_path, "--dry-run")
    assert (0, ["call shop-dev-pay again"], []) == (answer.exit_code, outcomes(answer), acted(account))
    seen = boto3.client("sqs", region_name=REGION).receive_message(QueueUrl=url)["Messages"]
    assert [json.dumps(CALL)] == [message["Body"] for message in seen]


def test_an_environment_that_needs_approval_keeps_its_messages_until_somebody_agrees(
    account: Aws, tmp_path: Path
) -> None:
    url = queue(LOST, CALL)
    answer = run(tmp_path, approval=", approval: true")
    assert (2, []) == (answer.exit_code, acted(account)), answer.stderr
    assert "agree with --yes" in answer.stderr
    seen = boto3.client("sqs", region_name=REGION).receive_message(QueueUrl=url, VisibilityTimeout=0)
    assert 1 == len(seen["Messages"])
    assert (0, 0) == (run(tmp_path, "--yes", approval=", approval: true").exit_code, waiting(url))


def test_a_removal_that_was_lost_does_not_do_the_work_twice(account: Aws, tmp_path: Path) -> None:
    url = queue(LOST, CALL)
    account.answers["sqs.DeleteMessage"] = Refusal("RequestThrottled")
    first = run(tmp_path)
    assert (1, True) == (first.exit_code, "AWS throttles calls" in outcomes(first)[0])
    del account.answers["sqs.DeleteMessage"]
    _show_again(url)
    second = run(tmp_path)
    assert ["removed: its work was done by an earlier redrive"] == outcomes(second)
    assert (["lambda.Invoke"], 0) == (acted(account), waiting(url))


def test_what_was_interrupted_is_done_again_only_when_somebody_says_so(account: Aws, tmp_path: Path) -> None:
    url = queue(LOST, CALL)
    account.answers["lambda.Invoke"] = Refusal("ServiceException")
    assert 1 == run(tmp_path).exit_code
    account.answers["lambda.Invoke"] = {"StatusCode": 202}
    _show_again(url)
    unasked = run(tmp_path)
    assert (1, ["an earlier redrive was interrupted while it did this"]) == (unasked.exit_code, outcomes(unasked))
    assert "--again does it nevertheless" in unasked.stderr
    again = run(tmp_path, "--again")
    assert (0, ["called again"], 0) == (again.exit_code, outcomes(again), waiting(url))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"status": "SUCCEEDED"}, "the execution is SUCCEEDED by now"),
        ({"status": "FAILED", "redriveCount": 2}, "the execution was redriven 2 times already"),
    ],
)
def test_an_execution_that_went_on_meanwhile_is_asked_about(
    found: dict[str, Any], words: str, account: Aws, tmp_path: Path
) -> None:
    account.answers["stepfunctions.DescribeExecution"] = found
    queue(LOST, {**FAILURE, "execution": STANDARD})
    answer = run(tmp_path)
    assert (1, [words], []) == (answer.exit_code, outcomes(answer), acted(account))


def test_an_event_that_the_bus_does_not_take_stays(account: Aws, tmp_path: Path) -> None:
    account.answers["events.PutEvents"] = {
        "FailedEntryCount": 1,
        "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "Later."}],
    }
    url = queue(LOST, EVENT, RULE_ARN=RULE)
    answer = run(tmp_path)
    assert (1, 1) == (answer.exit_code, waiting(url))
    assert ["EventBridge does not take the event: InternalFailure: Later."] == outcomes(answer)


def test_a_queue_that_somebody_takes_from_is_no_place_to_redrive(account: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path, "orders")
    message = 'dead-letter queue "orders" is not declared in environment "dev"; declared there: lost, unsent\n'
    assert (2, message) == (answer.exit_code, answer.stderr)


def test_an_empty_queue_is_said_to_be_so(account: Aws, tmp_path: Path) -> None:
    answer = run(tmp_path)
    assert (0, "No message waits.\n") == (answer.exit_code, answer.stderr)


def test_nothing_is_redriven_without_a_journal(account: Aws, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    url = queue(LOST, CALL)
    answer = run(tmp_path)
    assert (3, 1, []) == (answer.exit_code, waiting(url), acted(account))
    assert "nothing is redriven without a journal" in answer.stderr


def test_a_real_execution_of_a_machine_is_started(aws: Aws, tmp_path: Path) -> None:
    function("shop-dev-pay", 1, 1)
    queue(UNSENT)
    url = queue(LOST, {**FAILURE, "execution": STANDARD})
    states = boto3.client("stepfunctions", region_name=REGION)
    definition = json.dumps({"StartAt": "Wait", "States": {"Wait": {"Type": "Pass", "End": True}}})
    states.create_state_machine(name="shop-dev-intake", definition=definition, roleArn=f"arn:aws:iam::{ACCOUNT}:role/r")
    answer = run(tmp_path)
    assert (0, ["started again"], 0) == (answer.exit_code, outcomes(answer), waiting(url)), answer.stderr
    [execution] = states.list_executions(stateMachineArn=MACHINE)["executions"]
    assert execution["name"].startswith("redrive-")


def _show_again(url: str) -> None:
    """Let the messages that a broken run has hidden be seen, as they are after ten minutes."""
    from moto.sqs.models import sqs_backends

    [found] = [one for one in sqs_backends[ACCOUNT][REGION].queues.values() if url.endswith(f"/{one.name}")]
    for message in found._messages:  # noqa: SLF001 - moto has no clock to move
        message.visible_at = 0
