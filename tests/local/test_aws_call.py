"""Requests as boto3 writes them, read back; what they need; and errors as boto3 reads them."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from generator.local import aws_call, aws_errors
from generator.local.aws_call import Call
from generator.local.aws_needs import Place, needs
from generator.local.substrate import Request, Response

PLACE = Place("us-east-1", "111111111111")
ARN = "arn:aws:{}:us-east-1:111111111111:{}"
TABLE = ARN.format("dynamodb", "table/orders")
MACHINE = ARN.format("states", "stateMachine:order")


class SentError(Exception):
    """Carries what would have been sent."""


def calls(service: str, operation: str, **parameters: Any) -> Call:
    """Return the call that boto3 would make, read from its HTTP request."""
    client = boto3.client(
        service, region_name="us-east-1", aws_access_key_id="KEY", aws_secret_access_key="secret",
        endpoint_url="http://127.0.0.1:1",
    )  # fmt: skip
    client.meta.events.register_first("before-send", _stop)
    with pytest.raises(SentError) as sent:
        getattr(client, operation)(**parameters)
    call = aws_call.read(sent.value.args[0])
    assert call is not None
    return call


def _stop(request: AWSPreparedRequest, **_: object) -> None:
    address = urlsplit(request.url)
    headers = {
        name.lower(): value if isinstance(value, str) else value.decode() for name, value in request.headers.items()
    }
    body: Any = request.body or b""
    content = body.encode() if isinstance(body, str) else body if isinstance(body, bytes | bytearray) else body.read()
    raise SentError(Request(request.method, address.path, address.query, headers, bytes(content)))


CALLS = [
    ("dynamodb", "put_item", {"TableName": "orders", "Item": {"a": {"S": "1"}}}, [("dynamodb:PutItem", TABLE)]),
    ("dynamodb", "query", {"TableName": "orders", "IndexName": "by_day", "KeyConditionExpression": "a = :a"},
     [("dynamodb:Query", f"{TABLE}/index/by_day")]),
    ("dynamodb", "batch_write_item", {"RequestItems": {"orders": [{"DeleteRequest": {"Key": {"a": {"S": "1"}}}}]}},
     [("dynamodb:BatchWriteItem", TABLE)]),
    ("dynamodb", "transact_write_items",
     {"TransactItems": [{"Put": {"TableName": "orders", "Item": {}}}, {"Delete": {"TableName": TABLE, "Key": {}}}]},
     [("dynamodb:PutItem", TABLE), ("dynamodb:DeleteItem", TABLE)]),
    ("s3", "put_object", {"Bucket": "photos", "Key": "in/a b.png", "Body": b"x"}, [("s3:PutObject", "arn:aws:s3:::photos/in/a b.png")]),
    ("s3", "head_object", {"Bucket": "photos", "Key": "a"}, [("s3:GetObject", "arn:aws:s3:::photos/a")]),
    ("s3", "get_object", {"Bucket": "photos", "Key": "a", "VersionId": "3"},
     [("s3:GetObjectVersion", "arn:aws:s3:::photos/a")]),
    ("s3", "put_object", {"Bucket": "photos", "Key": "a", "Body": b"x", "Tagging": "a=b"},
     [("s3:PutObject", "arn:aws:s3:::photos/a"), ("s3:PutObjectTagging", "arn:aws:s3:::photos/a")]),
    ("dynamodb", "execute_statement", {"Statement": "SELECT a FROM \"orders\".\"by_day\" WHERE a = '1'"},
     [("dynamodb:PartiQLSelect", f"{TABLE}/index/by_day")]),
    ("dynamodb", "batch_execute_statement",
     {"Statements": [{"Statement": "update orders set a = 1"}, {"Statement": "INSERT INTO orders VALUE {}"}]},
     [("dynamodb:PartiQLUpdate", TABLE), ("dynamodb:PartiQLInsert", TABLE)]),
    ("s3", "list_objects_v2", {"Bucket": "photos"}, [("s3:ListBucket", "arn:aws:s3:::photos")]),
    ("s3", "delete_objects", {"Bucket": "photos", "Delete": {"Objects": [{"Key": "a"}, {"Key": "b & <c>"}]}},
     [("s3:DeleteObject", "arn:aws:s3:::photos/a"), ("s3:DeleteObject", "arn:aws:s3:::photos/b & <c>")]),
    ("s3", "copy_object", {"Bucket": "photos", "Key": "b", "CopySource": "old/a"},
     [("s3:GetObject", "arn:aws:s3:::old/a"), ("s3:PutObject", "arn:aws:s3:::photos/b")]),
    ("s3", "copy_object", {"Bucket": "photos", "Key": "b", "CopySource": "old/a", "ACL": "private"},
     [("s3:GetObject", "arn:aws:s3:::old/a"), ("s3:PutObject", "arn:aws:s3:::photos/b"),
      ("s3:PutObjectAcl", "arn:aws:s3:::photos/b")]),
    ("s3", "upload_part", {"Bucket": "photos", "Key": "a", "PartNumber": 1, "UploadId": "u", "Body": b"x"},
     [("s3:PutObject", "arn:aws:s3:::photos/a")]),
    ("sqs", "send_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/111111111111/jobs", "MessageBody": "x"},
     [("sqs:SendMessage", ARN.format("sqs", "jobs"))]),
    ("sqs", "send_message_batch", {"QueueUrl": "https://x/111111111111/jobs", "Entries": [{"Id": "1", "MessageBody": "x"}]},
     [("sqs:SendMessage", ARN.format("sqs", "jobs"))]),
    ("sns", "publish", {"TopicArn": ARN.format("sns", "news"), "Message": "x"}, [("sns:Publish", ARN.format("sns", "news"))]),
    ("events", "put_events", {"Entries": [{"EventBusName": "shop", "Source": "a", "DetailType": "b", "Detail": "{}"}]},
     [("events:PutEvents", ARN.format("events", "event-bus/shop"))]),
    ("lambda", "invoke", {"FunctionName": "work", "Qualifier": "dev", "Payload": b"{}"},
     [("lambda:InvokeFunction", ARN.format("lambda", "function:work:dev"))]),
    ("stepfunctions", "start_execution", {"stateMachineArn": MACHINE}, [("states:StartExecution", MACHINE)]),
    ("stepfunctions", "start_sync_execution", {"stateMachineArn": MACHINE}, [("states:StartSyncExecution", MACHINE)]),
    ("secretsmanager", "get_secret_value", {"SecretId": "shop/key"},
     [("secretsmanager:GetSecretValue", ARN.format("secretsmanager", "secret:shop/key-local0"))]),
    ("ssm", "get_parameter", {"Name": "/shop/url"}, [("ssm:GetParameter", ARN.format("ssm", "parameter/shop/url"))]),
    ("cloudwatch", "put_metric_data", {"Namespace": "a", "MetricData": []}, [("cloudwatch:PutMetricData", "*")]),
    ("bedrock-runtime", "converse", {"modelId": "jp.maker.model", "messages": []},
     [("bedrock:InvokeModel", ARN.format("bedrock", "inference-profile/jp.maker.model")),
      ("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/maker.model")]),
    ("bedrock-runtime", "converse", {"modelId": "maker.model", "messages": []},
     [("bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/maker.model")]),
    ("rekognition", "detect_text", {"Image": {"S3Object": {"Bucket": "photos", "Name": "a"}}},
     [("rekognition:DetectText", "*"), ("s3:GetObject", "arn:aws:s3:::photos/a")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "expected"), CALLS, ids=[f"{c[0]}.{c[1]}" for c in CALLS]
)
def test_a_call_needs_what_aws_asks_for(
    service: str, operation: str, parameters: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    call = calls(service, operation, **parameters)
    assert ("KEY", expected) == (call.access_key, [(need.action, need.resource) for need in needs(call, PLACE)])


def test_a_request_that_is_no_call_is_none() -> None:
    assert aws_call.read(Request("GET", "/", "", {})) is None


def test_listing_below_a_path_carries_the_path_as_a_condition() -> None:
    [need] = needs(calls("s3", "list_objects_v2", Bucket="photos", Prefix="in/"), PLACE)
    assert {"s3:prefix": ("in/",)} == need.context


@pytest.fixture
def answering() -> Callable[[str], Any]:
    """A client whose calls are all refused, as the gateway words it."""

    def client(service: str) -> Any:
        made = boto3.client(service, region_name="us-east-1", aws_access_key_id="KEY", aws_secret_access_key="secret")
        made.meta.events.register_first("before-send", _refuse)
        return made

    return client


def _refuse(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    try:
        _stop(request)
    except SentError as sent:
        call = aws_call.read(sent.args[0])
    assert call is not None
    response: Response = aws_errors.access_denied(call, "no <policy> allows it")

    class Raw:
        def stream(self, **_: object) -> Iterator[bytes]:
            yield response.body

        def read(self, *_: object) -> bytes:
            return response.body

    return AWSResponse(request.url, response.status, HTTPHeaders.from_dict(response.headers), Raw())


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code"),
    [
        ("dynamodb", "list_tables", {}, "AccessDeniedException"),
        ("s3", "get_object", {"Bucket": "photos", "Key": "a"}, "AccessDenied"),
        ("sns", "list_topics", {}, "AuthorizationError"),
        ("lambda", "invoke", {"FunctionName": "work"}, "AccessDeniedException"),
        ("stepfunctions", "list_state_machines", {}, "AccessDeniedException"),
    ],
)
def test_a_refusal_is_read_by_boto3_as_awss_own(
    answering: Any, service: str, operation: str, parameters: dict[str, Any], code: str
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(answering(service), operation)(**parameters)
    assert (code, "no <policy> allows it") == (
        refused.value.response["Error"]["Code"],
        refused.value.response["Error"]["Message"],
    )
