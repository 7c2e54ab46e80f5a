"""Cards in the table, and what agents find of them."""

from typing import Any

from handlers.shared.items import Item, card_key, lock_key
from handlers.shared.table import Table
from handlers.shared.writes import put


def put_card(table: Table, request: dict[str, Any], **attributes: object) -> None:
    """Store the card that a valuation is about, as `POST /cards` does, with the lock of its run."""
    key = card_key(request["userId"], request["cardId"])
    facts = {"cardId": request["cardId"], "userId": request["userId"], "imageKey": request["imageKey"]}
    put(table, key | facts | {"status": "pending", "createdAt": "2026-03-12T19:00:00.000Z"} | attributes)
    lock = {"requestId": request["requestId"], "state": "running", "expiresAt": 9_999_999_999}
    put(table, lock_key(request["userId"], request["cardId"]) | lock)


def card_of(table: Table, request: dict[str, Any]) -> Item:
    return table.get(card_key(request["userId"], request["cardId"])) or {}


def lock_of(table: Table, request: dict[str, Any]) -> Item:
    return table.get(lock_key(request["userId"], request["cardId"])) or {}


def prices_of(table: Table, request: dict[str, Any]) -> list[Item]:
    values = {":owner": f"USER#{request['userId']}", ":prices": f"PRICE#{request['cardId']}#"}
    return list(table.query_all("PK = :owner AND begins_with(SK, :prices)", values))


def findings(*, score: float = 0.9, value: float = 305.1, rarity: str | None = "Holo Rare") -> list[dict[str, Any]]:
    """Return what both branches of the workflow come to, in their order."""
    price = {
        "version": 1,
        "card": {"name": "Charizard", "set": "Base Set", "number": "4/102", "rarity": rarity},
        "currency": "USD",
        "valueMedian": value,
        "valueLow": 290.0,
        "valueHigh": 320.25,
        "outliers": 2,
        "sources": [{"name": "tcgplayer", "prices": 1, "median": 300.5}],
        "sourcesDown": [{"name": "ebay", "reason": "status 500"}],
    }
    authenticity = {
        "version": 1,
        "score": score,
        "reasons": ["The print is sharp."],
        "modelScore": score,
        "reference": {"sample": "samples/charizard/4-102/front.jpg", "distance": 2},
    }
    return [{"authenticity": authenticity}, {"pricing": price}]
