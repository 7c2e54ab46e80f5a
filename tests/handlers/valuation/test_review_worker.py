import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

from handlers.shared.records import review_key
from handlers.shared.table import Table
from tests.handlers.cloud import failing
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.functions import REVIEWS, messages, started, valid
from tests.handlers.valuation.stored import findings, put_card


def flagged(request: dict[str, Any]) -> dict[str, Any]:
    """Return an event as EventBridge puts it into the queue."""
    detail = {
        "eventId": f"{request['requestId']}/AuthenticityFlagged",
        "cardId": request["cardId"],
        "userId": request["userId"],
        "valuedAt": "2026-03-12T19:00:00.000Z",
        "score": 0.2,
        "reasons": ["The print is blurred or shows dots."],
    }
    assert valid("AuthenticityFlagged", detail)
    return {
        "version": "0",
        "id": "event-1",
        "detail-type": "AuthenticityFlagged",
        "source": "collectiq",
        "detail": detail,
    }


def batch(*bodies: object) -> dict[str, Any]:
    """Return what Lambda hands over of a queue; each message is called after its place."""
    return {
        "Records": [
            {
                "messageId": f"message-{place}",
                "receiptHandle": "handle",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:test-reviews",
                "awsRegion": "us-east-1",
            }
            for place, body in enumerate(bodies)
        ]
    }


def review_of(table: Table, event: dict[str, Any]) -> Any:
    detail = event["detail"]
    return table.get(review_key(detail["valuedAt"], detail["cardId"], detail["eventId"]))


def test_each_flagged_card_has_a_review(run: Run, valuation: dict[str, Any], table: Table) -> None:
    events = [flagged(valuation), flagged(valuation | {"cardId": str(uuid4())})]
    assert {"batchItemFailures": []} == run("review_worker", batch(*events)).answer
    for event in events:
        review = review_of(table, event)
        assert ("open", Decimal("0.2"), valuation["userId"]) == (review["status"], review["score"], review["owner"])
        assert event["detail"]["reasons"] == review["reasons"]


def test_a_message_that_comes_again_opens_no_second_review_and_closes_none(
    run: Run, valuation: dict[str, Any], table: Table
) -> None:
    event = flagged(valuation)
    run("review_worker", batch(event))
    closed = review_of(table, event) | {"status": "genuine"}
    table.put_unless_there(closed, unless="score > :score", values={":score": 1})
    assert {"batchItemFailures": []} == run("review_worker", batch(event, event)).answer
    assert "genuine" == review_of(table, event)["status"]


def test_only_the_messages_that_failed_come_again(run: Run, valuation: dict[str, Any], table: Table) -> None:
    good = flagged(valuation)
    wrong = flagged(valuation) | {"detail": {"score": "high"}}
    done = run("review_worker", batch("not JSON", good, wrong, {"detail-type": "CardValuationUpdated"}))
    assert ["message-0", "message-2", "message-3"] == [
        failure["itemIdentifier"] for failure in done.answer["batchItemFailures"]
    ]
    assert review_of(table, good)
    assert ["error", "success", "error", "error"] == [line["status"] for line in done.lines]


def test_where_nothing_can_be_stored_every_message_comes_again(run: Run, valuation: dict[str, Any]) -> None:
    with started("review_worker") as app, failing(app.TABLE.client, "PutItem", "ThrottlingException"):
        done = run("review_worker", batch(flagged(valuation), flagged(valuation)), app)
    assert ["message-0", "message-1"] == [failure["itemIdentifier"] for failure in done.answer["batchItemFailures"]]


def test_what_the_aggregator_tells_is_reviewed(run: Run, valuation: dict[str, Any], table: Table) -> None:
    put_card(table, valuation)
    messages(REVIEWS)
    run("aggregator", valuation | {"agents": findings(score=0.1)})
    [event] = messages(REVIEWS)
    assert {"batchItemFailures": []} == run("review_worker", batch(event)).answer
    assert Decimal("0.1") == review_of(table, event)["score"]
