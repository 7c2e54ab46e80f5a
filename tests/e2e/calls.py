"""One call of each function of the reference system that needs everything that the function is granted."""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from boto3.dynamodb.types import TypeSerializer

from tests.e2e.vault import BUCKET, SAMPLE, TABLE, Vault
from tests.handlers.events import request
from tests.handlers.valuation.pictures import card, saved
from tests.handlers.valuation.stored import findings

VALUED_AT = "2026-03-12T19:03:58.000Z"


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of functions as they stand, not through their aliases: each in an execution environment of its own."""

    vault: Vault

    def call(self, function: str) -> str:
        """Prepare what a function finds, call it once, and return what it answered and logged."""
        return _EVERY[function](self)

    def invoke(self, function: str, event: object) -> tuple[Any, str]:
        """Return a function's answer, and its log, from a cold start: what it read before is forgotten."""
        name = f"collectiq-dev-{function}"
        client = self.vault.deployment.engine.client("lambda")
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        changed = {"Variables": variables | {"STARTED_FOR": uuid4().hex}}
        client.update_function_configuration(FunctionName=name, Environment=changed)
        answer = client.invoke(FunctionName=name, LogType="Tail", Payload=json.dumps(event))
        return json.loads(answer["Payload"].read()), b64decode(answer["LogResult"]).decode()

    def said(self, function: str, event: object) -> str:
        """Return answer and log as one text."""
        answer, log = self.invoke(function, event)
        return f"{json.dumps(answer)}\n{log}"

    def run(self, **attributes: object) -> dict[str, str]:
        """Store a card with an image and an earlier price, and return the request of its valuation."""
        card_id, user = str(uuid4()), self.vault.user.sub
        image = f"uploads/{user}/{uuid4().hex}"
        self.vault.s3.put_object(Bucket=BUCKET, Key=image, Body=saved(card(1)))
        facts = {"cardId": card_id, "userId": user, "imageKey": image, "status": "valued", "createdAt": VALUED_AT}
        self.store({"PK": self.vault.mine, "SK": f"CARD#{card_id}", **facts, **attributes})
        self.store({"PK": self.vault.mine, "SK": f"PRICE#{card_id}#{VALUED_AT}", "valueMedian": 1})
        return {"cardId": card_id, "userId": user, "imageKey": image, "requestId": uuid4().hex}

    def store(self, item: Mapping[str, object]) -> None:
        """Put an item into the table."""
        serialized = {name: TypeSerializer().serialize(value) for name, value in item.items()}
        self.vault.deployment.engine.client("dynamodb").put_item(TableName=TABLE, Item=serialized)

    def features(self, run: Mapping[str, str]) -> Any:
        """Return what the first task finds in a run's image."""
        return self.invoke("rekognition_extract", run)[0]

    def forget_prices(self) -> None:
        """Empty the cache of the price sources, which would spare their keys."""
        table = self.vault.deployment.engine.client("dynamodb")
        for item in self.vault.items("CACHE#PRICES#charizard/base-set/4-102"):
            table.delete_item(TableName=TABLE, Key={name: {"S": item[name]} for name in ("PK", "SK")})


def _upload_presign(calls: Calls) -> str:
    image = saved(card(1))
    body = {"contentType": "image/jpeg", "contentLength": len(image)}
    event = request("POST", "/upload/presign", user=calls.vault.user.sub, body=body)
    signed = json.loads(calls.invoke("upload_presign", event)[0]["body"])
    http = calls.vault.deployment.engine.http()
    return http.request("PUT", signed["url"], body=image, headers=signed["headers"]).data.decode()


def _cards_create(calls: Calls) -> str:
    user = calls.vault.user.sub
    body = {"imageKey": f"uploads/{user}/{uuid4().hex}"}
    headers = {"idempotency-key": uuid4().hex}
    return calls.said("cards_create", request("POST", "/cards", user=user, body=body, headers=headers))


def _cards_list(calls: Calls) -> str:
    for _ in range(2):  # only a page that others follow has a cursor to sign
        calls.run()
    return calls.said("cards_list", request("GET", "/cards", user=calls.vault.user.sub, query={"limit": "1"}))


def _of_card(function: str, method: str, path: str = "") -> Callable[[Calls], str]:
    def call(calls: Calls) -> str:
        run = calls.run()
        event = request(method, f"/cards/{run['cardId']}{path}", user=calls.vault.user.sub)
        return calls.said(function, event)

    return call


def _rekognition_extract(calls: Calls) -> str:
    return calls.said("rekognition_extract", calls.run())


def _pricing_agent(calls: Calls) -> str:
    run = calls.run()
    calls.forget_prices()
    return calls.said("pricing_agent", {**run, "features": calls.features(run)})


def _authenticity_agent(calls: Calls) -> str:
    run = calls.run()
    calls.vault.s3.put_object(Bucket=BUCKET, Key=SAMPLE, Body=saved(card(2)))
    return calls.said("authenticity_agent", {**run, "features": calls.features(run)})


def _aggregator(calls: Calls) -> str:
    return calls.said("aggregator", {**calls.run(), "agents": findings()})


def _error_handler(calls: Calls) -> str:
    error = {"Error": "ImageUnreadable", "Cause": "no picture"}
    return calls.said("error_handler", {"error": error, "execution": "run", "input": calls.run()})


def _valuation_recorder(calls: Calls) -> str:
    return calls.said("valuation_recorder", _event(calls.run(), "CardValuationUpdated", valueMedian=7, currency="USD"))


def _review_worker(calls: Calls) -> str:
    body = json.dumps(_event(calls.run(), "AuthenticityFlagged", score=0.1, reasons=["The print is blurred."]))
    record = {"messageId": uuid4().hex, "receiptHandle": "r", "body": body, "attributes": {}, "eventSource": "aws:sqs"}
    return calls.said("review_worker", {"Records": [record]})


def _value_analytics(calls: Calls) -> str:
    calls.run(setRarity="base-set#rare", valueMedian=7)
    return calls.said("value_analytics", {})


def _event(run: Mapping[str, str], kind: str, **facts: object) -> dict[str, Any]:
    common = {"eventId": uuid4().hex, "cardId": run["cardId"], "userId": run["userId"], "valuedAt": VALUED_AT}
    return {"id": uuid4().hex, "source": "collectiq", "detail-type": kind, "detail": common | facts}


_EVERY: Mapping[str, Callable[[Calls], str]] = {
    "upload_presign": _upload_presign,
    "cards_create": _cards_create,
    "cards_list": _cards_list,
    "cards_get": _of_card("cards_get", "GET"),
    "cards_delete": _of_card("cards_delete", "DELETE"),
    "cards_revalue": _of_card("cards_revalue", "POST", "/revalue"),
    "rekognition_extract": _rekognition_extract,
    "pricing_agent": _pricing_agent,
    "authenticity_agent": _authenticity_agent,
    "aggregator": _aggregator,
    "error_handler": _error_handler,
    "valuation_recorder": _valuation_recorder,
    "review_worker": _review_worker,
    "value_analytics": _value_analytics,
}
