"""What a collector does through the API, and where it shows in AWS."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from boto3.dynamodb.types import TypeDeserializer

from tests.e2e.deployment import Deployment
from tests.e2e.users import User
from tests.handlers.valuation.pictures import card, saved

PATIENCE_S = 90
TABLE = "dev-CollectIQ"
BUCKET = "collectiq-dev-uploads-111122223333"
MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:collectiq-dev-valuation"
FAILURES = "collectiq-dev-valuation_failures"
SAMPLE = "samples/charizard/4-102/front.jpg"
KEYS = {
    "ebay_api_key": '{"client_id": "id", "client_secret": "secret"}',
    "tcgplayer_api_key": '{"client_id": "id", "client_secret": "secret"}',
    "pricecharting_api_key": "key",
    "cursor_key": "0123456789abcdef" * 4,
}


@dataclass(frozen=True, slots=True)
class Vault:
    """One user's side of the reference system."""

    deployment: Deployment
    user: User

    @property
    def mine(self) -> str:
        """The partition of the table that holds what the user owns."""
        return f"USER#{self.user.sub}"

    @property
    def s3(self) -> Any:
        return self.deployment.engine.client("s3")

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send a request with the user's token and return the body; fails where the API refuses it."""
        reply = self.deployment.call(method, path, token=self.user.token, body=body, **headers)
        assert reply.status < 400, (method, path, reply)
        return reply.body

    def uploaded(self, picture: int) -> str:
        """Upload a picture by a presigned URL and return its key."""
        image = saved(card(picture))
        wanted = {"contentType": "image/jpeg", "contentLength": len(image)}
        signed = self.call("POST", "/upload/presign", wanted)
        answer = self.deployment.engine.http().request("PUT", signed["url"], body=image, headers=signed["headers"])
        assert 200 == answer.status, answer.data
        return str(signed["imageKey"])

    def created(self, image_key: str) -> str:
        """Register a card and return its id."""
        body = self.call("POST", "/cards", {"imageKey": image_key}, idempotency_key=uuid4().hex)
        return str(body["cardId"])

    def valued(self, card_id: str) -> Any:
        """Return a card once its valuation has ended."""
        return eventually(lambda: self._idle(card_id))

    def _idle(self, card_id: str) -> Any:
        found = self.call("GET", f"/cards/{card_id}")
        return None if found["beingValued"] or found["status"] == "pending" else found

    def items(self, owner: str, start: str = "") -> list[dict[str, Any]]:
        """Return the table's items of an owner, those whose sort key starts so."""
        table = self.deployment.engine.client("dynamodb")
        condition, values = "PK = :owner", {":owner": {"S": owner}}
        if start:
            condition, values = f"{condition} AND begins_with(SK, :start)", values | {":start": {"S": start}}
        found = table.query(TableName=TABLE, KeyConditionExpression=condition, ExpressionAttributeValues=values)
        plain = TypeDeserializer().deserialize
        return [{name: plain(value) for name, value in item.items()} for item in found["Items"]]

    def executions(self, card_id: str) -> list[str]:
        """Return how the runs of a card's valuation stand."""
        runs = self.deployment.engine.client("stepfunctions").list_executions(stateMachineArn=MACHINE)["executions"]
        return [run["status"] for run in runs if run["name"].startswith(card_id)]

    def failures(self) -> list[Any]:
        """Take what lies in the queue of failed valuations."""
        queue = self.deployment.engine.client("sqs")
        url = queue.get_queue_url(QueueName=FAILURES)["QueueUrl"]
        found = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages", [])
        for message in found:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in found]


def prepare(deployment: Deployment) -> None:
    """Give the secrets their values, which the runbook leaves to a person."""
    secrets = deployment.engine.client("secretsmanager")
    for name, value in KEYS.items():
        secrets.put_secret_value(SecretId=f"collectiq/dev/{name}", SecretString=value)


def eventually(ask: Callable[[], Any]) -> Any:
    """Return the first answer that is one."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if answer := ask():
            return answer
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")
