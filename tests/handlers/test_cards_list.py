from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectTimeoutError

from handlers.cards_list.cursor import ForgedCursor, Position, seal, unseal
from handlers.shared.items import card_key
from handlers.shared.table import Table
from tests.handlers.cloud import Cloud, cold_start, failing
from tests.handlers.conftest import Register, Send

POSITION = Position("2026-03-12T19:03:58.123Z", "2a4f3a0e-6f0b-4a53-9d5c-5d1f6a0c3f0e")


def store_cards(table: Table, user: str, count: int) -> list[str]:
    """Store cards, two of them on each second, and return their ids."""
    ids = [str(uuid4()) for _ in range(count)]
    for number, card_id in enumerate(ids):
        item = {"cardId": card_id, "userId": user, "createdAt": f"2026-03-12T19:03:{number // 2:02}.000Z"}
        item |= {"imageKey": f"uploads/{user}/{'0' * 32}", "status": "pending"}
        table.put_unless_there({**card_key(user, card_id), **item}, unless="attribute_exists(PK)", values={})
    return ids


def pages(send: Send, user: str, limit: int) -> list[list[dict[str, Any]]]:
    """Return all pages of a listing."""
    query, found = {"limit": str(limit)}, []
    while True:
        reply = send("GET", "/cards", user=user, query=query)
        assert 200 == reply.status
        found.append(reply.body["cards"])
        if reply.body["next"] is None:
            return found
        query["cursor"] = reply.body["next"]


def test_a_new_user_has_no_cards(send: Send, alice: str) -> None:
    reply = send("GET", "/cards", user=alice)
    assert (200, {"cards": [], "next": None}) == (reply.status, reply.body)


@pytest.mark.parametrize(("limit", "sizes"), [(1, [1] * 6), (4, [4, 2]), (3, [3, 3]), (6, [6]), (100, [6])])
def test_pages_hold_every_card_once_newest_first(
    send: Send, table: Table, alice: str, limit: int, sizes: list[int]
) -> None:
    ids = store_cards(table, alice, 6)
    found = pages(send, alice, limit)
    cards = [card for page in found for card in page]
    dates = [card["createdAt"] for card in cards]
    assert (sizes, sorted(ids)) == ([len(page) for page in found], sorted(card["cardId"] for card in cards))
    assert sorted(dates, reverse=True) == dates


def test_a_user_sees_no_card_of_another(send: Send, register: Register, alice: str, bob: str) -> None:
    mine, _ = register(alice), register(bob)
    assert [mine["cardId"]] == [card["cardId"] for card in send("GET", "/cards", user=alice).body["cards"]]


def test_another_users_cursor_is_refused(send: Send, table: Table, alice: str, bob: str) -> None:
    store_cards(table, alice, 2)
    cursor = send("GET", "/cards", user=alice, query={"limit": "1"}).body["next"]
    assert 200 == send("GET", "/cards", user=alice, query={"cursor": cursor}).status
    reply = send("GET", "/cards", user=bob, query={"cursor": cursor})
    detail = "cursor must be the `next` of an earlier page; start again without it"
    assert (400, [{"parameter": "cursor", "detail": detail}]) == (reply.status, reply.body["errors"])


@pytest.mark.parametrize("cursor", ["x", "=", "AAAA", "A" * 60, "a b", "é", "A" * 501, ""])
def test_what_is_no_cursor_is_refused(send: Send, alice: str, cursor: str) -> None:
    reply = send("GET", "/cards", user=alice, query={"cursor": cursor})
    assert (400, ["cursor"]) == (reply.status, [error["parameter"] for error in reply.body["errors"]])


def test_a_cursor_leads_back_to_its_position() -> None:
    assert POSITION == unseal(seal(POSITION, user_id="u", key="k"), user_id="u", key="k")


def test_a_cursor_changed_anywhere_is_refused() -> None:
    cursor = seal(POSITION, user_id="u", key="k")
    for place, character in enumerate(cursor[:-1]):
        forged = cursor[:place] + ("A" if character != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(ForgedCursor):
            unseal(forged, user_id="u", key="k")


@pytest.mark.parametrize(("user_id", "key"), [("v", "k"), ("u", "l")])
def test_a_cursor_is_bound_to_user_and_key(user_id: str, key: str) -> None:
    with pytest.raises(ForgedCursor):
        unseal(seal(POSITION, user_id="u", key="k"), user_id=user_id, key=key)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "x", "", "1,2", "9" * 50, "٣"])
def test_a_limit_out_of_range_is_refused(send: Send, alice: str, limit: str) -> None:
    reply = send("GET", "/cards", user=alice, query={"limit": limit})
    expected = [{"parameter": "limit", "detail": "limit must be a whole number from 1 to 100"}]
    assert (400, expected) == (reply.status, reply.body["errors"])


def test_an_unknown_parameter_is_refused(send: Send, alice: str) -> None:
    reply = send("GET", "/cards", user=alice, query={"page": "2"})
    assert (400, '"page" is not known here; known: limit, cursor') == (reply.status, reply.body["detail"])


def test_a_secret_without_a_value_is_a_plain_500(
    send: Send, cloud: Cloud, table: Table, monkeypatch: pytest.MonkeyPatch, alice: str
) -> None:
    store_cards(table, alice, 2)
    cold_start(cloud, monkeypatch)
    client = cloud.apps["cards_list"].SECRETS.client
    with failing(client, "GetSecretValue", "ResourceNotFoundException"):
        reply = send("GET", "/cards", user=alice, query={"limit": "1"})
    assert (500, "Something went wrong on our side.") == (reply.status, reply.body["detail"])


def test_a_table_that_does_not_answer_is_503(send: Send, cloud: Cloud, alice: str) -> None:
    with failing(cloud.apps["cards_list"].TABLE.client, "Query", ConnectTimeoutError(endpoint_url="https://table")):
        reply = send("GET", "/cards", user=alice)
    assert (503, "1") == (reply.status, reply.headers["retry-after"])
