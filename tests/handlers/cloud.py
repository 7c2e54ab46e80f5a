"""The reference system's HTTP functions, in front of the resources that the spec declares for them."""

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
import yaml

from tests.handlers.contracts import broken_promises
from tests.tools import ROOT

SPEC: dict[str, Any] = yaml.safe_load((ROOT / "collectiq.yaml").read_text(encoding="utf-8"))
HTTP_FUNCTIONS = sorted({route["function"] for route in SPEC["routes"].values()})

REGION, ACCOUNT = "us-east-1", "123456789012"
TABLE, BUCKET, CURSOR_SECRET = "test-CollectIQ", "test-collectiq-uploads", "test/cursor_key"
WORKFLOW = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:test-valuation"
NAMES = {
    "${tables.cards.name}": TABLE,
    "${buckets.uploads.name}": BUCKET,
    "${secrets.cursor_key.name}": CURSOR_SECRET,
    "${workflows.valuation.arn}": WORKFLOW,
}
OF_LAMBDA = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "LOG_LEVEL": "INFO",
    "POWERTOOLS_SERVICE_NAME": "collectiq",
}


def environment(function: str) -> dict[str, str]:
    """Return the environment variables that the spec declares for a function, and no others."""
    declared = SPEC["functions"][function].get("environment", {})
    return OF_LAMBDA | {name: NAMES.get(value, value) for name, value in declared.items()}


@dataclass(frozen=True)
class Reply:
    """What a function answered, and the lines that it logged."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]
    lines: list[dict[str, Any]]


@dataclass
class Cloud:
    """The functions by name, every call of theirs to AWS as (function, IAM action), and clients for the tests."""

    clients: dict[str, Any]
    apps: dict[str, Any] = field(default_factory=dict)
    calls: set[tuple[str, str]] = field(default_factory=set)
    calling: str = ""

    def call(self, event: Mapping[str, Any]) -> Reply:
        """Send an event to the function that its route names; its answer is one that the spec promises."""
        self.calling = SPEC["routes"][event["routeKey"]]["function"]
        with logged() as lines:
            payload = self.apps[self.calling].handler(dict(event), SimpleNamespace(aws_request_id="lambda-1"))
        self.calling = ""
        assert {"statusCode", "headers", "body", "isBase64Encoded"} == set(payload)
        reply = Reply(payload["statusCode"], payload["headers"], json.loads(payload["body"]), lines)
        broken = broken_promises(event["routeKey"], reply.status, reply.headers["content-type"], reply.body)
        assert not broken, broken
        return reply

    def record(self, model: Any, **_: object) -> None:
        """Take note of a call to AWS."""
        if self.calling:
            self.calls.add((self.calling, f"{model.service_model.endpoint_prefix}:{model.name}"))


@contextmanager
def logged() -> Iterator[list[dict[str, Any]]]:
    """Collect what is logged inside the block."""
    handler = import_module("handlers.shared.log").LOGGER.registered_handler
    stream, lines = io.StringIO(), list[dict[str, Any]]()
    before = handler.setStream(stream)
    try:
        yield lines
    finally:
        handler.setStream(before)
        lines += [json.loads(line) for line in stream.getvalue().splitlines()]


@contextmanager
def failing(client: Any, operation: str, error: str | Exception) -> Iterator[None]:
    """Let one operation of a client fail inside the block: with AWS's error code, or an exception of the connection."""

    def fail(**_: object) -> tuple[SimpleNamespace, dict[str, Any]]:
        if isinstance(error, Exception):
            raise error
        status = {"HTTPStatusCode": 400}
        return SimpleNamespace(status_code=400), {"Error": {"Code": error, "Message": "m"}, "ResponseMetadata": status}

    event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    client.meta.events.register(event, fail)
    try:
        yield
    finally:
        client.meta.events.unregister(event, fail)


def start() -> Cloud:
    """Make the resources, and load each function with its own environment."""
    with variables(OF_LAMBDA):
        session = boto3.Session()
        boto3.DEFAULT_SESSION = session
        services = ("dynamodb", "s3", "secretsmanager", "stepfunctions")
        cloud = Cloud({service: boto3.client(service) for service in services})
        make_resources(cloud.clients)
        session.events.register("before-call", cloud.record)
        for function in HTTP_FUNCTIONS:
            module, _, handler = SPEC["functions"][function]["handler"].partition(":")
            assert "handler" == handler
            with variables(environment(function)):
                cloud.apps[function] = import_module(module)
    return cloud


def cold_start(cloud: Cloud, patch: pytest.MonkeyPatch) -> None:
    """Let the listing read the key of its cursors again, as a new instance does."""
    from handlers.shared.secrets import Secrets

    listing = cloud.apps["cards_list"]
    patch.setattr(listing, "SECRETS", Secrets(listing.SECRETS.client, listing.SECRETS.clock))


@contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables inside the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


def make_resources(clients: Mapping[str, Any]) -> None:
    """Make what the spec declares and the HTTP functions use."""
    spec = SPEC["tables"]["cards"]
    indexes = spec["indexes"]
    types = {spec["key"]["partition"]: "string", spec["key"]["sort"]: "string", **spec["attributes"]}
    clients["dynamodb"].create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": t[0].upper()} for n, t in types.items()],
        KeySchema=key_schema(spec["key"]),
        GlobalSecondaryIndexes=[
            {"IndexName": name, "KeySchema": key_schema(index), "Projection": {"ProjectionType": "ALL"}}
            for name, index in indexes.items()
        ],
    )
    s3 = clients["s3"]
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    clients["secretsmanager"].create_secret(Name=CURSOR_SECRET, SecretString="0123456789abcdef" * 4)
    clients["stepfunctions"].create_state_machine(
        name=WORKFLOW.rpartition(":")[2],
        definition=json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}),
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/test",
    )


def key_schema(key: Mapping[str, str]) -> list[Any]:
    return [
        {"AttributeName": key["partition"], "KeyType": "HASH"},
        {"AttributeName": key["sort"], "KeyType": "RANGE"},
    ]
