import json
import time
from collections.abc import Iterator
from decimal import Decimal
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from handlers.shared.http import Answer
from handlers.shared.items import shown_card, shown_price
from handlers.shared.table import Table
from tests.handlers.cloud import failing
from tests.handlers.contracts import broken_promises
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.functions import REVIEWS, UPDATES, answering, messages, started, valid
from tests.handlers.valuation.stored import card_of, findings, lock_of, prices_of, put_card


@pytest.fixture
def app() -> Iterator[Any]:
    with started("aggregator") as app:
        yield app


@pytest.fixture
def event(valuation: dict[str, Any], table: Table, run: Run) -> dict[str, Any]:
    """An input whose card is in the table, before empty queues."""
    put_card(table, valuation, failure="The valuation failed; try again later.")
    for queue in (UPDATES, REVIEWS):
        messages(queue)
    return valuation | {"features": {}, "agents": findings()}


def test_card_and_price_hold_what_was_found(run: Run, event: dict[str, Any], table: Table) -> None:
    done = run("aggregator", event)
    assert (True, ["CardValuationUpdated"]) == (done.answer["stored"], done.answer["events"])
    card = card_of(table, event)
    assert {
        "status": "valued",
        "cardName": "Charizard",
        "setName": "Base Set",
        "cardNumber": "4/102",
        "rarity": "Holo Rare",
        "setRarity": "base-set#holo-rare",
        "valueMedian": Decimal("305.1"),
        "currency": "USD",
        "authenticityScore": Decimal("0.9"),
    }.items() <= shown_card(card).items()
    assert "failure" not in card
    [price] = prices_of(table, event)
    assert {
        "valuedAt": card["valuedAt"],
        "valueMedian": Decimal("305.1"),
        "valueLow": Decimal(290),
        "valueHigh": Decimal("320.25"),
        "currency": "USD",
        "sources": [{"name": "tcgplayer", "prices": 1, "median": Decimal("300.5")}],
        "sourcesDown": [{"name": "ebay", "reason": "status 500"}],
        "authenticityScore": Decimal("0.9"),
        "authenticityReasons": ["The print is sharp."],
    } == shown_price(price)
    assert "expiresAt" not in price


def test_a_valued_card_is_shown_as_the_api_promises(run: Run, event: dict[str, Any], table: Table) -> None:
    run("aggregator", event)
    [price] = prices_of(table, event)
    body = {**shown_card(card_of(table, event)), "valuation": shown_price(price), "beingValued": False}
    shown = json.loads(Answer(HTTPStatus.OK, body).payload()["body"])
    assert [] == broken_promises("GET /cards/{id}", 200, "application/json", shown)


def test_the_bus_is_told_and_the_event_is_as_the_spec_says(run: Run, event: dict[str, Any]) -> None:
    run("aggregator", event)
    [told] = messages(UPDATES)
    assert valid("CardValuationUpdated", told["detail"])
    assert ("collectiq", event["cardId"], 305.1) == (
        told["source"],
        told["detail"]["cardId"],
        told["detail"]["valueMedian"],
    )
    assert [] == messages(REVIEWS)


@pytest.mark.parametrize(("score", "flagged"), [(0.0, 1), (0.4999, 1), (0.5, 0), (1.0, 0)])
def test_a_card_below_the_threshold_is_flagged(run: Run, event: dict[str, Any], score: float, flagged: int) -> None:
    run("aggregator", event | {"agents": findings(score=score)})
    told = messages(REVIEWS)
    assert [score] * flagged == [each["detail"]["score"] for each in told]
    assert all(valid("AuthenticityFlagged", each["detail"]) for each in told)


def test_the_order_of_the_branches_does_not_matter(run: Run, event: dict[str, Any]) -> None:
    assert run("aggregator", event | {"agents": findings()[::-1]}).answer["stored"]


def test_the_lock_of_the_run_is_released_and_no_other(run: Run, event: dict[str, Any], table: Table) -> None:
    run("aggregator", event)
    assert lock_of(table, event)["expiresAt"] <= time.time()
    put_card(table, event | {"requestId": "another"})
    run("aggregator", event)
    assert 9_999_999_999 == lock_of(table, event)["expiresAt"]


def test_the_same_run_twice_stores_once_and_tells_the_same(run: Run, event: dict[str, Any], table: Table) -> None:
    first = run("aggregator", event)
    before = card_of(table, event)
    again = run("aggregator", event | {"agents": findings(value=999, score=0.1)})
    assert first.answer == again.answer
    assert (before, 1) == (card_of(table, event), len(prices_of(table, event)))
    one, other = messages(UPDATES)
    assert one["detail"] == other["detail"]
    assert [] == messages(REVIEWS)


def test_another_run_stores_another_price(run: Run, event: dict[str, Any], table: Table) -> None:
    run("aggregator", event)
    run("aggregator", event | {"requestId": "another", "agents": findings(value=310)})
    assert [Decimal("305.1"), Decimal(310)] == [price["valueMedian"] for price in prices_of(table, event)]
    assert Decimal(310) == card_of(table, event)["valueMedian"]
    assert 2 == len({told["detail"]["eventId"] for told in messages(UPDATES)})


def test_an_older_run_that_comes_again_late_changes_nothing(run: Run, event: dict[str, Any], table: Table) -> None:
    run("aggregator", event)
    run("aggregator", event | {"requestId": "newer", "agents": findings(value=310)})
    run("aggregator", event)
    assert (Decimal(310), 2) == (card_of(table, event)["valueMedian"], len(prices_of(table, event)))


def test_a_card_that_was_deleted_meanwhile_does_not_come_back(run: Run, event: dict[str, Any], table: Table) -> None:
    card = card_of(table, event)
    table.delete({"PK": card["PK"], "SK": card["SK"]})
    assert {"cardId": event["cardId"], "stored": False, "events": []} == run("aggregator", event).answer
    assert ({}, []) == (card_of(table, event), prices_of(table, event))
    assert [] == messages(UPDATES)


def test_a_rarity_that_is_known_no_longer_is_removed(run: Run, event: dict[str, Any], table: Table) -> None:
    run("aggregator", event)
    run("aggregator", event | {"requestId": "another", "agents": findings(rarity=None)})
    card = card_of(table, event)
    assert ("base-set#unknown", False) == (card["setRarity"], "rarity" in card)


def test_what_the_bus_did_not_take_is_told_when_the_task_is_tried_again(
    run: Run, app: Any, event: dict[str, Any], table: Table
) -> None:
    refused = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}]}
    with answering(app.BUS.client, PutEvents=refused):
        done = run("aggregator", event, app)
    assert ("ServiceBusy", "the bus did not take every event: ThrottlingException") == (
        done.failed_with,
        str(done.error),
    )
    assert "CardValuationUpdated" in run("aggregator", event, app).answer["events"]
    assert (1, 1) == (len(messages(UPDATES)), len(prices_of(table, event)))


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("TransactWriteItems", "ProvisionedThroughputExceededException"),
        ("TransactWriteItems", "TransactionInProgressException"),
        ("TransactWriteItems", ReadTimeoutError(endpoint_url="https://dynamodb")),
        ("UpdateItem", "ThrottlingException"),
    ],
)
def test_a_fault_of_the_table_is_one_that_the_workflow_tries_again(
    run: Run, app: Any, event: dict[str, Any], operation: str, fault: str | Exception
) -> None:
    with failing(app.TABLE.client, operation, fault):
        assert "ServiceBusy" == run("aggregator", event, app).failed_with


@pytest.mark.parametrize(
    ("code", "expected"),
    [("TransactionConflict", "ServiceBusy"), ("ValidationError", "TransactionCanceledException")],
)
def test_a_transaction_that_was_cancelled_says_whether_to_try_again(
    run: Run, app: Any, event: dict[str, Any], code: str, expected: str
) -> None:
    answer = {
        "Error": {"Code": "TransactionCanceledException", "Message": "Transaction cancelled"},
        "CancellationReasons": [{"Code": "None"}, {"Code": code, "Message": "m"}, {"Code": "None"}],
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }

    def cancelled(**_: object) -> Any:
        return SimpleNamespace(status_code=400), answer

    app.TABLE.client.meta.events.register("before-call.dynamodb.TransactWriteItems", cancelled)
    assert expected == run("aggregator", event, app).failed_with


def test_a_fault_of_the_bus_is_one_that_the_workflow_tries_again(run: Run, app: Any, event: dict[str, Any]) -> None:
    with failing(app.BUS.client, "PutEvents", "ThrottlingException"):
        assert "ServiceBusy" == run("aggregator", event, app).failed_with


@pytest.mark.parametrize(
    "agents", [None, [], {}, [{"pricing": {}}], findings()[:1], [*findings(), {"pricing": {"version": 2}}]]
)
def test_findings_that_are_not_both_there_are_refused(run: Run, event: dict[str, Any], agents: Any) -> None:
    assert "InvalidRequest" == run("aggregator", event | {"agents": agents}).failed_with
