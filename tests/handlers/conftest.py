"""The functions before moto, made once for all tests; each test has users of its own, who have nothing yet."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.handlers.cloud import BUCKET, TABLE, WORKFLOW, Cloud, Reply, start
from tests.handlers.events import request

if TYPE_CHECKING:
    from handlers.shared.table import Table

Send = Callable[..., Reply]
Register = Callable[..., dict[str, Any]]
RunsOf = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    from moto import mock_aws

    with mock_aws():
        yield start()


@pytest.fixture
def send(cloud: Cloud) -> Send:
    """Send a request and get the reply: `send("GET", "/cards", user=alice)`."""
    return lambda *arguments, **options: cloud.call(request(*arguments, **options))


@pytest.fixture
def alice() -> str:
    return str(uuid4())


@pytest.fixture
def bob() -> str:
    return str(uuid4())


@pytest.fixture
def table(cloud: Cloud) -> "Table":
    from handlers.shared.table import Table

    return Table(cloud.clients["dynamodb"], TABLE)


@pytest.fixture
def s3(cloud: Cloud) -> Any:
    return cloud.clients["s3"]


@pytest.fixture
def register(cloud: Cloud, s3: Any) -> Register:
    """Upload an image and register its card: the card as answered."""

    def register(user: str, **body: str) -> dict[str, Any]:
        image = f"uploads/{user}/{uuid4().hex}"
        s3.put_object(Bucket=BUCKET, Key=image, Body=b"image")
        body = {"imageKey": image} | body
        reply = cloud.call(request("POST", "/cards", user=user, body=body, headers={"idempotency-key": uuid4().hex}))
        assert 201 == reply.status
        return reply.body

    return register


@pytest.fixture
def runs_of(cloud: Cloud) -> RunsOf:
    """Return the inputs of all executions started for a card."""
    client = cloud.clients["stepfunctions"]

    def runs_of(card_id: str) -> list[dict[str, Any]]:
        executions = client.list_executions(stateMachineArn=WORKFLOW)["executions"]
        arns = [execution["executionArn"] for execution in executions if execution["name"].startswith(card_id)]
        return [json.loads(client.describe_execution(executionArn=arn)["input"]) for arn in arns]

    return runs_of
