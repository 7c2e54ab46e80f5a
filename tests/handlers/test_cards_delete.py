from typing import Any

import pytest
from botocore.exceptions import ClientError

from handlers.shared.items import card_key, lock_key, price_key
from handlers.shared.table import Table
from tests.handlers.cloud import BUCKET, Cloud, failing
from tests.handlers.conftest import Register, Send


def stored(table: Table, user: str) -> list[str]:
    """Return the sort keys of all that a user has."""
    return [item["SK"] for item in table.query_all("PK = :owner", {":owner": f"USER#{user}"})]


def is_readable(s3: Any, key: str) -> bool:
    try:
        s3.get_object(Bucket=BUCKET, Key=key)
    except ClientError:
        return False
    return True


def store_prices(table: Table, user: str, card_id: str) -> None:
    for day in range(1, 4):
        key = price_key(user, card_id, f"2026-03-0{day}T00:00:00.000Z")
        table.put_unless_there({**key, "valueMedian": day}, unless="attribute_exists(PK)", values={})


def test_card_prices_lock_and_image_go_and_the_answer_says_so(
    send: Send, register: Register, table: Table, s3: Any, alice: str
) -> None:
    card, other = register(alice), register(alice)
    store_prices(table, alice, card["cardId"])
    store_prices(table, alice, other["cardId"])
    before = stored(table, alice)
    reply = send("DELETE", f"/cards/{card['cardId']}", user=alice)
    expected = {"cardId": card["cardId"], "deleted": ["card", "prices"], "markedForDeletion": ["images"]}
    assert (200, expected) == (reply.status, reply.body)
    assert [key for key in before if card["cardId"] not in key] == stored(table, alice)
    assert (False, True) == (is_readable(s3, card["imageKey"]), is_readable(s3, other["imageKey"]))


def test_the_image_can_be_brought_back_until_the_lifecycle_removes_it(
    send: Send, register: Register, s3: Any, alice: str
) -> None:
    card = register(alice)
    send("DELETE", f"/cards/{card['cardId']}", user=alice)
    versions = s3.list_object_versions(Bucket=BUCKET, Prefix=card["imageKey"])
    assert (1, 1) == (len(versions["Versions"]), len(versions["DeleteMarkers"]))


def test_deleting_twice_is_deleting_once(send: Send, register: Register, table: Table, alice: str) -> None:
    card_id = register(alice)["cardId"]
    assert [200, 404] == [send("DELETE", f"/cards/{card_id}", user=alice).status for _ in range(2)]
    assert [] == stored(table, alice)


@pytest.mark.parametrize("operation", ["Query", "DeleteItem"])
def test_a_repetition_completes_what_a_failure_left(
    send: Send, register: Register, cloud: Cloud, alice: str, operation: str
) -> None:
    table = cloud.apps["cards_delete"].TABLE
    card_id = register(alice)["cardId"]
    store_prices(table, alice, card_id)
    with failing(table.client, operation, "InternalServerError"):
        assert 500 == send("DELETE", f"/cards/{card_id}", user=alice).status
    send("DELETE", f"/cards/{card_id}", user=alice)
    assert [] == stored(table, alice)


def test_prices_that_a_crash_left_behind_go_with_a_repetition(
    send: Send, register: Register, table: Table, alice: str
) -> None:
    card_id = register(alice)["cardId"]
    store_prices(table, alice, card_id)
    table.delete(card_key(alice, card_id))
    table.delete(lock_key(alice, card_id))
    assert 404 == send("DELETE", f"/cards/{card_id}", user=alice).status
    assert [] == stored(table, alice)


def test_an_image_that_another_card_shows_stays(send: Send, register: Register, s3: Any, alice: str) -> None:
    first = register(alice)
    second = register(alice, imageKey=first["imageKey"])
    reply = send("DELETE", f"/cards/{first['cardId']}", user=alice)
    assert (["images"], True) == (reply.body["kept"], is_readable(s3, first["imageKey"]))
    send("DELETE", f"/cards/{second['cardId']}", user=alice)
    assert not is_readable(s3, first["imageKey"])
