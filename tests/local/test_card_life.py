"""The whole life of a card over HTTP, with the generated state machine and the generated policies in force."""

import json
from typing import Any

import pytest

from tests.local.cards import IMAGE, User, executions, signed_up, told
from tests.local.running import System, put

pytestmark = [pytest.mark.slow, pytest.mark.system]


@pytest.fixture(scope="module")
def alice(dev: System) -> User:
    return signed_up(dev)


@pytest.fixture(scope="module")
def bob(dev: System) -> User:
    return signed_up(dev)


def item(system: System, user: User, sort_key: str) -> dict[str, Any] | None:
    key = {"PK": {"S": f"USER#{user.sub}"}, "SK": {"S": sort_key}}
    found: dict[str, Any] | None = system.client("dynamodb").get_item(TableName="dev-CollectIQ", Key=key).get("Item")
    return found


def test_a_card_is_uploaded_created_valued_revalued_and_deleted(dev: System, alice: User) -> None:
    answer = alice.create(alice.upload())
    assert 201 == answer.status
    card_id = answer.body["cardId"]
    stored = alice.settled(card_id)
    assert ("valued", "USD", 3) == (stored["status"], stored["currency"], len(stored["valuation"]["sources"]))
    assert 290 <= stored["valueMedian"] <= 320

    [execution] = executions(dev, card_id)
    states = dev.client("stepfunctions")
    history = states.get_execution_history(executionArn=execution["executionArn"], maxResults=1000)["events"]
    entered = [event["stateEnteredEventDetails"]["name"] for event in history if "stateEnteredEventDetails" in event]
    assert ["RekognitionExtract", "Agents"] == entered[:2]
    assert {"PricingAgent", "AuthenticityAgent", "Aggregator"} < set(entered)
    output = json.loads(states.describe_execution(executionArn=execution["executionArn"])["output"])
    assert {"stored": True, "events": ["CardValuationUpdated"]}.items() <= output.items()

    assert 202 == alice.send("POST", f"/cards/{card_id}/revalue").status
    alice.settled(card_id)
    assert ["SUCCEEDED"] * 2 == [one["status"] for one in executions(dev, card_id)]
    dev.eventually(lambda: len(told(dev, "CardValuationUpdated", card_id)) == 2)
    dev.eventually(lambda: "valueHighest" in (item(dev, alice, f"CARD#{card_id}") or {}))

    assert 200 == alice.send("DELETE", f"/cards/{card_id}").status
    assert 404 == alice.send("GET", f"/cards/{card_id}").status


def test_a_listing_has_pages_and_everybody_sees_their_own(dev: System, alice: User, bob: User) -> None:
    before = len(alice.send("GET", "/cards?limit=100").body["cards"])
    image = alice.upload()
    made = [alice.create(image).body["cardId"] for _ in range(3)]
    pages, cursor = [], ""
    while cursor is not None:
        page = alice.send("GET", f"/cards?limit=2{cursor and f'&cursor={cursor}'}").body
        pages.append([card["cardId"] for card in page["cards"]])
        cursor = page["next"]
    assert before + 3 == sum(map(len, pages))
    assert set(made) <= {card_id for page in pages for card_id in page}
    assert [] == bob.send("GET", "/cards").body["cards"]
    for card_id in made:
        assert [404, 404, 404] == [
            bob.send(method, path).status
            for method, path in (
                ("GET", f"/cards/{card_id}"),
                ("DELETE", f"/cards/{card_id}"),
                ("POST", f"/cards/{card_id}/revalue"),
            )
        ]
        alice.settled(card_id)
    assert 400 == bob.send("POST", "/cards", {"imageKey": image}, idempotency_key="x").status


def test_an_upload_takes_what_was_signed_and_nothing_else(alice: User) -> None:
    signed = alice.presign().body
    url, headers = signed["url"], signed["headers"]
    assert 403 == put(url, IMAGE + b"more", {"content-type": "image/jpeg"})
    assert 403 == put(url, IMAGE, {**headers, "content-type": "image/png"})
    assert 403 == put(url.replace("uploads/", "samples/"), IMAGE, headers)
    assert 403 == put(url[:-1] + ("0" if url[-1] != "0" else "1"), IMAGE, headers)
    assert 200 == put(url, IMAGE, headers)


def test_what_cannot_be_valued_is_kept_for_a_redrive(dev: System, alice: User) -> None:
    card_id = alice.create(f"uploads/{alice.sub}/" + "0" * 32).body["cardId"]
    assert "failed" == alice.settled(card_id)["status"]
    [execution] = executions(dev, card_id)
    assert "FAILED" == execution["status"]
    kept = next(one for one in dev.messages("collectiq-dev-valuation_failures") if card_id in str(one["input"]))
    assert "ImageUnreadable" == kept["error"]


def test_a_card_that_looks_counterfeit_is_told_and_reviewed(prod: System) -> None:
    text = json.dumps({"score": 0.1, "reasons": ["borders_wrong"]})
    answer = {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
        "metrics": {"latencyMs": 1},
    }
    carol = signed_up(prod)
    prod.fault("bedrock:Converse", answer=answer)
    card_id = carol.create(carol.upload()).body["cardId"]
    carol.settled(card_id)
    prod.eventually(lambda: told(prod, "AuthenticityFlagged", card_id))
    assert told(prod, "CardValuationUpdated", card_id)
    reviewed = prod.eventually(lambda: [one for one in prod.journal("function") if one["function"] == "review_worker"])
    assert [""] == [one["error"] for one in reviewed]
    [execution] = executions(prod, card_id)
    assert "SUCCEEDED" == execution["status"]
