"""Each function's grants, in force: with all of them everything works, without any single action something is refused.

That is the proof that the generated policies are sufficient and that none of what they allow is spare. Run in prod, where nothing
is imitated inside the functions.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from generator.pipeline import compile_spec
from tests.handlers.valuation.envelopes import envelope
from tests.handlers.valuation.stored import findings
from tests.local.cards import IMAGE, User, signed_up
from tests.local.running import System, put
from tests.tools import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.system]

MODEL = compile_spec(ROOT / "collectiq.yaml").model
assert MODEL is not None
PROD = next(stack for stack in MODEL.stacks if stack.names.environment == "prod")
GRANTED = [
    pytest.param(key, number, action, id=f"{key}-{number}-{action}")
    for key, function in PROD.functions.items()
    for number, grant in enumerate(function.grants)
    for action in grant.actions
]
ENOUGH_FOR_A_PAGE = 2


def invoked(user: User, function: str, event: object) -> bool:
    """Call a function; tell whether it answered."""
    client = user.system.client("lambda")
    answer = client.invoke(FunctionName=f"collectiq-prod-{function}", Payload=json.dumps(event).encode())
    return "FunctionError" not in answer


def valuation(user: User) -> dict[str, Any]:
    """Return a request for the valuation of a card that is there, with its image."""
    image = user.upload()
    key = {"PK": f"USER#{user.sub}", "SK": f"CARD#{uuid4()}"}
    facts = {
        "cardId": key["SK"][5:],
        "userId": user.sub,
        "imageKey": image,
        "status": "pending",
        "createdAt": "2026-01-01",
    }
    item = {name: {"S": value} for name, value in (key | facts).items()}
    user.system.client("dynamodb").put_item(TableName="prod-CollectIQ", Item=item)
    return {"cardId": facts["cardId"], "userId": user.sub, "imageKey": image, "requestId": uuid4().hex}


def event(kind: str, user: User, **detail: object) -> dict[str, Any]:
    facts = {"eventId": uuid4().hex, "cardId": str(uuid4()), "userId": user.sub, "valuedAt": "2026-03-12T19:00:00.000Z"}
    return {"id": "1", "source": "collectiq", "detail-type": kind, "detail": facts | detail}


def presigns(user: User) -> bool:
    signed = user.presign().body
    return put(signed["url"], IMAGE, signed["headers"]) == 200


def creates(user: User) -> bool:
    return user.create(user.upload()).status == 201


def lists(user: User) -> bool:
    table = user.system.client("dynamodb")
    for number in range(ENOUGH_FOR_A_PAGE):
        item = {
            "PK": f"USER#{user.sub}",
            "SK": f"CARD#{uuid4()}",
            "userId": user.sub,
            "createdAt": f"2026-01-0{number + 1}",
        }
        item |= {"cardId": item["SK"][5:], "imageKey": "x", "status": "pending"}
        table.put_item(TableName="prod-CollectIQ", Item={name: {"S": value} for name, value in item.items()})
    return user.send("GET", "/cards?limit=1").status == 200


def gets(user: User) -> bool:
    return user.send("GET", f"/cards/{valuation(user)['cardId']}").status == 200


def deletes(user: User) -> bool:
    request = valuation(user)
    price = {"PK": f"USER#{user.sub}", "SK": f"PRICE#{request['cardId']}#2026-01-01T00:00:00.000Z"}
    item = {name: {"S": value} for name, value in price.items()}
    user.system.client("dynamodb").put_item(TableName="prod-CollectIQ", Item=item)
    return user.send("DELETE", f"/cards/{request['cardId']}").status == 200


def revalues(user: User) -> bool:
    return user.send("POST", f"/cards/{valuation(user)['cardId']}/revalue").status == 202


def extracts(user: User) -> bool:
    return invoked(user, "rekognition_extract", valuation(user))


def prices(user: User) -> bool:
    return invoked(user, "pricing_agent", valuation(user) | {"features": envelope(name=f"Charizard {uuid4().hex[:6]}")})


def judges(user: User) -> bool:
    sample = "samples/charizard/4-102/front.jpg"
    user.system.client("s3").put_object(Bucket=PROD.buckets["uploads"].name, Key=sample, Body=IMAGE)
    return invoked(user, "authenticity_agent", valuation(user) | {"features": envelope()})


def aggregates(user: User) -> bool:
    return invoked(user, "aggregator", valuation(user) | {"agents": findings()})


def settles_errors(user: User) -> bool:
    error = {"Error": "ImageUnreadable", "Cause": "a test"}
    return invoked(user, "error_handler", {"input": valuation(user), "execution": "a test", "error": error})


def records(user: User) -> bool:
    request = valuation(user)
    told = event("CardValuationUpdated", user, valueMedian=10, currency="USD")
    told["detail"]["cardId"] = request["cardId"]
    return invoked(user, "valuation_recorder", told)


def reviews(user: User) -> bool:
    body = json.dumps(event("AuthenticityFlagged", user, score=0.1, reasons=["borders"]))
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": body,
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }
    return invoked(user, "review_worker", {"Records": [record | {"eventSourceARN": "arn:aws:sqs:us-east-1:1:reviews"}]})


def analyses(user: User) -> bool:
    key = {"PK": {"S": f"USER#{user.sub}"}, "SK": {"S": "CARD#analysed"}}
    rest = {"setRarity": {"S": "base-set#rare"}, "valueMedian": {"N": "10"}, "cardId": {"S": "analysed"}}
    user.system.client("dynamodb").put_item(TableName="prod-CollectIQ", Item=key | rest)
    return invoked(user, "value_analytics", {"id": "1"})


DOES: Mapping[str, Callable[[User], bool]] = {
    "upload_presign": presigns,
    "cards_create": creates,
    "cards_list": lists,
    "cards_get": gets,
    "cards_delete": deletes,
    "cards_revalue": revalues,
    "rekognition_extract": extracts,
    "pricing_agent": prices,
    "authenticity_agent": judges,
    "aggregator": aggregates,
    "error_handler": settles_errors,
    "valuation_recorder": records,
    "review_worker": reviews,
    "value_analytics": analyses,
}

# Who goes on with less when it is refused, and says so: the agents do without a cache, a source or a sample, the worker
# hands its messages back.
GOES_ON = {"pricing_agent", "review_worker", "authenticity_agent"}


@pytest.fixture(scope="module")
def user(prod: System) -> Iterator[User]:
    yield signed_up(prod)
    prod.own("DELETE", "withheld")


def denied(system: System, function: str, after: int) -> set[str]:
    return {one["action"] for one in system.journal("denied") if one["by"] == function and one["number"] > after}


def last_number(system: System) -> int:
    return max((one["number"] for one in system.own("GET", "journal")), default=0)


@pytest.mark.parametrize("function", sorted(set(PROD.functions) - {"healthz"}))
def test_with_all_its_grants_a_function_is_refused_nothing(prod: System, user: User, function: str) -> None:
    prod.own("DELETE", "withheld")
    before = last_number(prod)
    assert DOES[function](user)
    assert set() == denied(prod, function, before)


@pytest.mark.parametrize(("function", "number", "action"), GRANTED)
def test_without_any_one_action_a_function_is_refused_it(
    prod: System, user: User, function: str, number: int, action: str
) -> None:
    prod.own("DELETE", "withheld")
    prod.own("POST", "withheld", {"function": function, "grant": number, "action": action})
    before = last_number(prod)
    went_well = DOES[function](user)
    assert action in denied(prod, function, before)
    assert not went_well or function in GOES_ON
