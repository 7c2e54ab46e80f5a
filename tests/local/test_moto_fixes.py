"""Each fix of moto's is still needed: moto alone does not do what the fix adds. One that fails here can be deleted.

In processes of their own, so that nothing of another test has been put right before.
"""

import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.slow

START = """
import boto3, json, time
from moto import mock_aws
from moto.core.config import default_user_config

def run(definition, **config):
    with mock_aws(config=config):
        client = boto3.client("stepfunctions", region_name="us-east-1")
        machine = client.create_state_machine(name="m", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/r")
        arn = client.start_execution(stateMachineArn=machine["stateMachineArn"], name="n", input="{}")["executionArn"]
        time.sleep(1)
        return client.describe_execution(executionArn=arn)

PASS = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"a": 1}, "End": True}}}
"""


FIXED = """
from generator.local import moto_fixes
moto_fixes.apply("123456789012", "http://127.0.0.1:9")
"""


def alone(code: str) -> str:
    """Run some code with moto alone; return the last line that it printed."""
    return lines(code)[-1]


def lines(code: str) -> list[str]:
    """Run some code with moto alone; return what it printed."""
    program = textwrap.dedent(START) + textwrap.dedent(code)
    environment = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    return (done.stdout or done.stderr).strip().splitlines()


def fixed(code: str) -> str:
    """Run some code with moto put right."""
    return alone(FIXED + textwrap.dedent(code))


def test_executions_do_not_run_by_default() -> None:
    assert "RUNNING" == alone('print(run(PASS)["status"])')


def test_jsonata_is_not_evaluated() -> None:
    code = """
    state = {"Type": "Pass", "Output": "{% 1 + 1 %}", "End": True}
    found = run({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": state}}, stepfunctions={"execute_state_machine": True})
    print(found["status"])
    """
    assert "SUCCEEDED" != alone(code)


def test_an_execution_without_a_name_gets_none() -> None:
    code = """
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions", region_name="us-east-1")
        machine = client.create_state_machine(name="m", definition=json.dumps(PASS), roleArn="arn:aws:iam::123456789012:role/r")
        print(client.start_execution(stateMachineArn=machine["stateMachineArn"])["executionArn"].endswith(":None"))
    """
    assert "True" == alone(code)


def test_a_task_is_not_signed_by_its_machine() -> None:
    code = """
    import inspect
    from moto.stepfunctions.parser.asl.utils import boto_client
    print('aws_access_key_id="ak"' in inspect.getsource(boto_client.boto_client_for))
    """
    assert "True" == alone(code)


def test_what_lambda_refuses_has_no_name_of_its_own() -> None:
    code = """
    state = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:missing", "End": True}
    found = run({"StartAt": "A", "States": {"A": state}}, stepfunctions={"execute_state_machine": True})
    print(found["error"])
    """
    assert "Exception" == alone(code)


def test_synchronous_executions_are_missing() -> None:
    code = """
    from moto.stepfunctions.responses import StepFunctionResponse
    print(hasattr(StepFunctionResponse, "start_sync_execution"))
    """
    assert "False" == alone(code)


def test_when_an_execution_began_is_no_text() -> None:
    code = """
    began = {"Type": "Pass", "Parameters": {"began.$": "$$.Execution.StartTime"}, "End": True}
    print(run({"StartAt": "A", "States": {"A": began}}, stepfunctions={"execute_state_machine": True})["output"][:12])
    """
    assert "TypeError: Object of type datetime is not JSON serializable" == alone(code)
    assert '{"began": "2' == fixed(code)


def test_parsers_of_definitions_share_a_stack() -> None:
    code = """
    from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor
    print(Preprocessor()._query_language_per_scope is Preprocessor()._query_language_per_scope)
    """
    assert "True" == alone(code)


def test_what_fails_in_a_branch_with_an_error_of_step_functions_is_not_caught() -> None:
    code = """
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "End"}]}
    branch = {"StartAt": "Choose", "States": {"Choose": choice, "End": {"Type": "Succeed"}}}
    catch = {"ErrorEquals": ["States.ALL"], "Next": "Caught"}
    both = {"Type": "Parallel", "Branches": [branch], "Catch": [catch], "End": True}
    found = run({"StartAt": "Both", "States": {"Both": both, "Caught": {"Type": "Succeed"}}}, stepfunctions={"execute_state_machine": True})
    print(found["status"])
    """
    assert "FAILED" == alone(code)
    assert "SUCCEEDED" == fixed(code)


def test_a_state_of_a_stopped_branch_takes_something_else_for_its_time_limit() -> None:
    code = """
    from types import SimpleNamespace
    from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import TimeoutSeconds
    from moto.stepfunctions.parser.asl.component.common.timeouts.heartbeat import HeartbeatSeconds

    stopped = SimpleNamespace(is_running=lambda: False, stack=["input"])
    for limit in (TimeoutSeconds(20), HeartbeatSeconds(5)):
        limit.eval(stopped)
    print(stopped.stack)
    """
    assert "['input']" == alone(code)
    assert "['input', 20, 5]" == fixed(code)


TRANSACTIONS = """
from moto.dynamodb.models.table import Table
import copy
copies = []
real = copy.deepcopy
def counting(value, memo=None):
    if isinstance(value, Table):
        copies.append(len(value.items))
    return real(value, memo)
copy.deepcopy = counting

def name(text, **more):
    return {"pk": {"S": text}, "sk": {"S": "1"}, **more}

with mock_aws():
    client = boto3.client("dynamodb", region_name="us-east-1")
    client.create_table(
        TableName="t", BillingMode="PAY_PER_REQUEST", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "S"}],
    )
    for text in ("kept", "changed", "deleted"):
        client.put_item(TableName="t", Item=name(text, n={"N": "1"}))
    def put(text): return {"Put": {"TableName": "t", "Item": name(text)}}
    def attempt(*writes):
        try:
            client.transact_write_items(TransactItems=list(writes))
        except client.exceptions.TransactionCanceledException as error:
            return [one["Code"] for one in error.response["CancellationReasons"]]
        return "done"
    change = {"Update": {"TableName": "t", "Key": name("changed"), "UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": {"N": "2"}}}}
    delete = {"Delete": {"TableName": "t", "Key": name("deleted")}}
    refused = {"Put": {"TableName": "t", "Item": name("kept"), "ConditionExpression": "attribute_not_exists(pk)"}}
    def state(): return sorted((item["pk"]["S"], item.get("n", {}).get("N")) for item in client.scan(TableName="t")["Items"])
"""


def test_a_transaction_copies_the_whole_table() -> None:
    code = """
    attempt(put("new"), change)
    print(len(copies))
    """
    assert "2" == alone(TRANSACTIONS + textwrap.indent(textwrap.dedent(code), "    "))


def test_a_transaction_that_fails_changes_nothing_and_one_that_succeeds_everything() -> None:
    code = """
    shard = list(__import__("moto.dynamodb.models", fromlist=["x"]).dynamodb_backends["123456789012"]["us-east-1"].tables.values())[0].stream_shard
    before, streamed = state(), len(shard.items)
    print(attempt(put("new"), change, delete, refused), state() == before, len(shard.items) == streamed)
    print(attempt(put("new"), change, delete), state(), len(shard.items) - streamed)
    """
    program = FIXED + TRANSACTIONS + textwrap.indent(textwrap.dedent(code), "    ")
    failed, done = lines(program)[-2:]
    assert "['None', 'None', 'None', 'ConditionalCheckFailed'] True True" == failed
    assert "done [('changed', '2'), ('kept', '1'), ('new', None)] 3" == done
