from decimal import Decimal

import pytest

from handlers.shared.items import lock_key, price_key
from handlers.shared.table import Table
from tests.handlers.conftest import Register, Send


def store_price(table: Table, user: str, card_id: str, valued_at: str, median: str) -> None:
    price = {"valuedAt": valued_at, "valueMedian": Decimal(median), "currency": "USD", "requestId": "r"}
    table.put_unless_there({**price_key(user, card_id, valued_at), **price}, unless="attribute_exists(PK)", values={})


def test_a_new_card_is_pending_and_has_no_valuation(send: Send, register: Register, alice: str) -> None:
    card = register(alice, name="First edition")
    reply = send("GET", f"/cards/{card['cardId']}", user=alice)
    assert 200 == reply.status
    assert {**card, "valuation": None, "beingValued": True} == reply.body
    assert ("pending", "First edition") == (reply.body["status"], reply.body["name"])


def test_the_latest_valuation_comes_with_numbers(send: Send, register: Register, table: Table, alice: str) -> None:
    card_id = register(alice)["cardId"]
    store_price(table, alice, card_id, "2026-03-01T00:00:00.000Z", "12.50")
    store_price(table, alice, card_id, "2026-03-02T00:00:00.000Z", "15")
    store_price(table, alice, register(alice)["cardId"], "2026-03-03T00:00:00.000Z", "99")
    reply = send("GET", f"/cards/{card_id}", user=alice)
    expected = {"valuedAt": "2026-03-02T00:00:00.000Z", "valueMedian": 15, "currency": "USD"}
    assert expected == reply.body["valuation"]


def test_a_lock_past_its_expiry_is_no_lock_even_before_ttl_deletes_it(
    send: Send, register: Register, table: Table, alice: str
) -> None:
    card_id = register(alice)["cardId"]
    key = lock_key(alice, card_id)
    table.delete(key)
    table.put_unless_there({**key, "expiresAt": 1}, unless="attribute_exists(PK)", values={})
    assert send("GET", f"/cards/{card_id}", user=alice).body["beingValued"] is False


def test_what_the_table_keeps_for_itself_is_not_shown(send: Send, register: Register, alice: str) -> None:
    reply = send("GET", f"/cards/{register(alice)['cardId']}", user=alice)
    assert set() == {"PK", "SK", "userId", "expiresAt"} & set(reply.body)


@pytest.mark.parametrize("route", [("GET", ""), ("DELETE", ""), ("POST", "/revalue")])
def test_another_users_card_is_not_found(
    send: Send, register: Register, alice: str, bob: str, route: tuple[str, str]
) -> None:
    method, suffix = route
    card_id = register(alice)["cardId"]
    reply = send(method, f"/cards/{card_id}{suffix}", user=bob)
    assert (404, "application/problem+json") == (reply.status, reply.headers["content-type"])
    assert f"You have no card {card_id}." == reply.body["detail"]
    assert 200 == send("GET", f"/cards/{card_id}", user=alice).status


@pytest.mark.parametrize("route", [("GET", ""), ("DELETE", ""), ("POST", "/revalue")])
@pytest.mark.parametrize("card_id", ["1", "a/b", "..", "CARD#1", "A" * 36, "é", "x" * 3000])
def test_what_is_no_card_id_is_refused(send: Send, alice: str, route: tuple[str, str], card_id: str) -> None:
    method, suffix = route
    event_path = f"/cards/{card_id.replace('/', '_')}{suffix}"
    reply = send(method, event_path, user=alice)
    assert 400 == reply.status
    assert [{"parameter": "id", "detail": "id must be the id of a card, a UUID in lower case"}] == reply.body["errors"]
