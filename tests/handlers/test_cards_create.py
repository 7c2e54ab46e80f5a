from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ReadTimeoutError
from jsonschema import Draft202012Validator

from handlers.cards_create import logic
from handlers.shared.items import card_key, lock_key
from handlers.shared.table import Table
from handlers.shared.valuations import START_SECONDS, Run, Valuations
from tests.handlers.cloud import SPEC, WORKFLOW, Cloud, failing
from tests.handlers.conftest import Register, RunsOf, Send

NOW = datetime(2026, 3, 12, 19, 3, 58, 123456, UTC)


def image_of(user: str) -> str:
    return f"uploads/{user}/{uuid4().hex}"


def key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


def without_start(cloud: Cloud, error: str | Exception) -> Any:
    """Let the workflow's start fail."""
    return failing(cloud.apps["cards_create"].VALUATIONS.client, "StartExecution", error)


def test_a_card_is_registered_under_its_owner_and_its_valuation_starts(
    send: Send, table: Table, runs_of: RunsOf, alice: str
) -> None:
    image = image_of(alice)
    reply = send("POST", "/cards", user=alice, body={"imageKey": image, "name": "Base set"}, headers=key())
    card = reply.body
    assert (201, f"/cards/{card['cardId']}") == (reply.status, reply.headers["location"])
    assert ("pending", image, "Base set") == (card["status"], card["imageKey"], card["name"])
    stored = table.get(card_key(alice, card["cardId"]))
    assert stored is not None
    assert (alice, card["createdAt"]) == (stored["userId"], stored["createdAt"])
    (run,) = runs_of(card["cardId"])
    assert {"cardId": card["cardId"], "userId": alice, "imageKey": image} == {
        k: run[k] for k in run if k != "requestId"
    }
    Draft202012Validator(SPEC["schemas"]["ValuationRequest"]["schema"] | {"additionalProperties": False}).validate(run)


def test_a_repetition_answers_the_same_and_starts_nothing(send: Send, runs_of: RunsOf, alice: str) -> None:
    body, headers = {"imageKey": image_of(alice)}, key()
    first = send("POST", "/cards", user=alice, body=body, headers=headers)
    second = send("POST", "/cards", user=alice, body=body, headers=headers)
    assert (first.status, first.body) == (second.status, second.body)
    assert 1 == len(runs_of(first.body["cardId"]))


def test_one_key_for_two_cards_is_refused(send: Send, alice: str) -> None:
    headers = key()
    send("POST", "/cards", user=alice, body={"imageKey": image_of(alice)}, headers=headers)
    reply = send("POST", "/cards", user=alice, body={"imageKey": image_of(alice)}, headers=headers)
    assert (422, "This Idempotency-Key was used for another card.") == (reply.status, reply.body["detail"])


def test_two_users_may_use_the_same_key(send: Send, alice: str, bob: str) -> None:
    headers = key()
    cards = {
        send("POST", "/cards", user=user, body={"imageKey": image_of(user)}, headers=headers).body["cardId"]
        for user in (alice, bob)
    }
    assert 2 == len(cards)


def test_a_refused_start_is_repaired_at_once_by_a_repetition(
    send: Send, cloud: Cloud, runs_of: RunsOf, alice: str
) -> None:
    body, headers = {"imageKey": image_of(alice)}, key()
    with without_start(cloud, "ThrottlingException"):
        first = send("POST", "/cards", user=alice, body=body, headers=headers)
    assert (503, "1") == (first.status, first.headers["retry-after"])
    second = send("POST", "/cards", user=alice, body=body, headers=headers)
    assert 201 == second.status
    assert 1 == len(runs_of(second.body["cardId"]))


def test_a_start_with_unknown_outcome_is_repaired_once_its_lock_has_run_out(
    send: Send, cloud: Cloud, table: Table, runs_of: RunsOf, alice: str
) -> None:
    body, headers = {"imageKey": image_of(alice)}, key()
    with without_start(cloud, ReadTimeoutError(endpoint_url="https://states")):
        assert 503 == send("POST", "/cards", user=alice, body=body, headers=headers).status
    early = send("POST", "/cards", user=alice, body=body, headers=headers)
    assert 409 == early.status
    assert 1 <= int(early.headers["retry-after"]) <= START_SECONDS
    card = logic.NewCard(alice, headers["idempotency-key"], body["imageKey"], None)
    valuations = Valuations(table, cloud.clients["stepfunctions"], WORKFLOW, 900)
    later = datetime.fromtimestamp(datetime.now(UTC).timestamp() + START_SECONDS + 1, UTC)
    assert card.card_id == logic.create(table, valuations, card, request_id="late", now=later)["cardId"]
    assert ["late"] == [run["requestId"] for run in runs_of(card.card_id)]


def test_a_crash_between_put_and_start_is_repaired_by_a_repetition(
    send: Send, table: Table, runs_of: RunsOf, register: Register, alice: str
) -> None:
    body, headers = {"imageKey": image_of(alice)}, key()
    card = logic.NewCard(alice, headers["idempotency-key"], body["imageKey"], None)
    item = {**card_key(alice, card.card_id), "cardId": card.card_id, "userId": alice, "imageKey": card.image_key}
    item |= {"status": "pending", "createdAt": "2026-03-12T19:03:58.123Z"}
    table.put_unless_there(item, unless="attribute_exists(PK)", values={})
    reply = send("POST", "/cards", user=alice, body=body, headers=headers)
    assert (201, "2026-03-12T19:03:58.123Z") == (reply.status, reply.body["createdAt"])
    assert 1 == len(runs_of(card.card_id))


def test_a_repetition_after_the_valuation_starts_no_other(
    send: Send, table: Table, runs_of: RunsOf, alice: str
) -> None:
    body, headers = {"imageKey": image_of(alice)}, key()
    card_id = send("POST", "/cards", user=alice, body=body, headers=headers).body["cardId"]
    table.delete(lock_key(alice, card_id))
    card = table.get(card_key(alice, card_id))
    assert card is not None
    table.put_unless_there(card | {"status": "valued"}, unless="attribute_not_exists(PK)", values={})
    assert "valued" == send("POST", "/cards", user=alice, body=body, headers=headers).body["status"]
    assert 1 == len(runs_of(card_id))


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [{"pointer": "#/imageKey", "detail": "imageKey is missing"}]),
        ({"imageKey": 7}, "#/imageKey"),
        ({"imageKey": "uploads/someone-else/" + "0" * 32}, "#/imageKey"),
        ({"imageKey": "samples/" + "0" * 32}, "#/imageKey"),
        ({"imageKey": "uploads/{user}/../someone-else/" + "0" * 32}, "#/imageKey"),
        ({"imageKey": "uploads/{user}/" + "0" * 33}, "#/imageKey"),
        ({"imageKey": "uploads/{user}/" + "0" * 32 + "\n"}, "#/imageKey"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "name": ""}, "#/name"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "name": "x" * 101}, "#/name"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "name": "a\x00b"}, "#/name"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "name": "\ud800"}, "#/name"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "name": None}, "#/name"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "nmae": "x"}, "#/nmae"),
        ({"imageKey": "uploads/{user}/" + "0" * 32, "a/b~c d": 1}, "#/a~1b~0c%20d"),
    ],
)
def test_a_bad_body_is_refused_with_the_place_of_the_fault(
    send: Send, alice: str, body: dict[str, Any], errors: Any
) -> None:
    filled = {name: v.replace("{user}", alice) if isinstance(v, str) else v for name, v in body.items()}
    reply = send("POST", "/cards", user=alice, body=filled, headers=key())
    assert 400 == reply.status
    actual = reply.body["errors"]
    assert errors == (actual if isinstance(errors, list) else actual[0]["pointer"])


@pytest.mark.parametrize(
    "headers", [{}, {"idempotency-key": ""}, {"idempotency-key": "a b"}, {"idempotency-key": "x" * 129}]
)
def test_a_missing_or_odd_idempotency_key_is_refused(send: Send, alice: str, headers: dict[str, str]) -> None:
    reply = send("POST", "/cards", user=alice, body={"imageKey": image_of(alice)}, headers=headers)
    assert (400, ["idempotency-key"]) == (reply.status, [error["header"] for error in reply.body["errors"]])


def test_a_run_is_named_after_its_card_and_request() -> None:
    run = Run(card_id="c-1", user_id="u", image_key="k", request_id="JKJaXmPLvHcESHA=")
    assert "c-1_JKJaXmPLvHcESHA" == run.name
    assert 80 >= len(Run("c" * 36, "u", "k", "r" * 200).name)
