"""The functions of the workflow and the bus, in front of the resources that the spec declares for them."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import boto3
import jsonschema

from tests.handlers.cloud import ACCOUNT, NAMES, OF_LAMBDA, REGION, SPEC, Cloud, logged, variables

BUS, FAILURES, REVIEWS, UPDATES = "test-domain", "test-valuation-failures", "test-reviews", "test-updates"
KEYS = {
    "test/ebay": '{"client_id": "ebay-id", "client_secret": "ebay-private"}',
    "test/tcgplayer": '{"client_id": "tcg-id", "client_secret": "tcg-private"}',
    "test/pricecharting": "charting-private",
}
QUEUES = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}"
OF_ENVIRONMENT = SPEC["environments"]["dev"]["values"]
VALUES = NAMES | {f"${{environment.values.{name}}}": str(value) for name, value in OF_ENVIRONMENT.items()}
VALUES |= {
    "${buses.domain.name}": BUS,
    "${queues.valuation_failures.url}": f"{QUEUES}/{FAILURES}",
    "${secrets.ebay_api_key.name}": "test/ebay",
    "${secrets.tcgplayer_api_key.name}": "test/tcgplayer",
    "${secrets.pricecharting_api_key.name}": "test/pricecharting",
    "${system.name}": SPEC["system"]["name"],
}
FUNCTIONS = sorted(set(SPEC["functions"]) - {route["function"] for route in SPEC["routes"].values()})


@dataclass(frozen=True)
class Done:
    """What a function answered, or the exception that it raised, and the lines that it logged."""

    answer: Any
    error: Exception | None
    lines: list[dict[str, Any]]

    @property
    def failed_with(self) -> str:
        """The error's name, as Lambda tells it to Step Functions."""
        return type(self.error).__name__


def environment(function: str) -> dict[str, str]:
    """Return the environment variables that the spec declares for a function, and no others."""
    declared = SPEC["functions"][function].get("environment", {})
    metrics = {"POWERTOOLS_METRICS_NAMESPACE": SPEC["system"]["title"]}
    return OF_LAMBDA | metrics | {name: VALUES.get(value, value) for name, value in declared.items()}


@contextmanager
def started(function: str, others: Mapping[str, str] | None = None) -> Iterator[Any]:
    """Load a function as a cold start does, with its own environment and `others`."""
    module = f"handlers.{function}.app"
    before = sys.modules.pop(module, None)
    try:
        with variables(environment(function) | dict(others or {})):
            yield import_module(module)
    finally:
        del sys.modules[module]
        if before:
            sys.modules[module] = before


def call(cloud: Cloud, function: str, app: Any, event: object) -> Done:
    """Call a function as Lambda does: JSON in, JSON out."""
    cloud.calling = function
    answer, error = None, None
    with logged() as lines:
        try:
            context = SimpleNamespace(aws_request_id="lambda-1", function_name=function)
            answer = json.loads(json.dumps(app.handler(json.loads(json.dumps(event)), context)))
        except Exception as raised:  # noqa: BLE001 - Lambda catches them all
            error = raised
    cloud.calling = ""
    return Done(answer, error, lines)


@contextmanager
def answering(client: Any, **answers: Any) -> Iterator[None]:
    """Let operations of a client answer without a service."""

    def say(answer: Any) -> Any:
        return lambda **_: (SimpleNamespace(status_code=200), answer)

    with ExitStack() as stack:
        for operation, answer in answers.items():
            event = f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}"
            function = say(answer)
            client.meta.events.register(event, function)
            stack.callback(client.meta.events.unregister, event, function)
        yield


def make_resources(secrets: Any) -> None:
    """Make the bus with its rules, the queues and the secrets."""
    sqs, events = boto3.client("sqs"), boto3.client("events")
    for queue in (FAILURES, REVIEWS, UPDATES):
        sqs.create_queue(QueueName=queue)
    events.create_event_bus(Name=BUS)
    for kind, queue in {"AuthenticityFlagged": REVIEWS, "CardValuationUpdated": UPDATES}.items():
        pattern = {"source": [SPEC["buses"]["domain"]["source"]], "detail-type": [kind]}
        events.put_rule(Name=kind, EventBusName=BUS, EventPattern=json.dumps(pattern))
        target = {"Id": queue, "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"}
        events.put_targets(Rule=kind, EventBusName=BUS, Targets=[target])
    for name, text in KEYS.items():
        secrets.create_secret(Name=name, SecretString=text)


def messages(queue: str) -> list[Any]:
    """Take all messages out of a queue and return what they say."""
    sqs = boto3.client("sqs", region_name=REGION)
    found = []
    while taken := sqs.receive_message(QueueUrl=f"{QUEUES}/{queue}", MaxNumberOfMessages=10).get("Messages"):
        found += [json.loads(message["Body"]) for message in taken]
        for message in taken:
            sqs.delete_message(QueueUrl=f"{QUEUES}/{queue}", ReceiptHandle=message["ReceiptHandle"])
    return found


def request(user: str) -> dict[str, Any]:
    """Return a ValuationRequest."""
    image = f"uploads/{user}/{uuid4().hex}"
    return {"cardId": str(uuid4()), "userId": user, "imageKey": image, "requestId": f"{uuid4().hex[:15]}="}


def valid(schema: str, value: object) -> bool:
    """Say whether a value is what the spec's schema says; fail with what is wrong."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.validate(
        value, SPEC["schemas"][schema]["schema"], jsonschema.Draft202012Validator, format_checker=checker
    )
    return True
