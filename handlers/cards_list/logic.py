"""A page of the caller's cards, newest first, read through the index of owners and dates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.cards_list import cursor
from handlers.cards_list.cursor import ForgedCursor, Position
from handlers.shared import inputs, items, problem
from handlers.shared.http import Request
from handlers.shared.items import Item
from handlers.shared.table import Table, marshalled


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are kept, and what signs cursors."""

    table_name: str
    index_name: str
    cursor_secret: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What the caller wants to see: at most `limit` cards, from `cursor` on."""

    user_id: str
    limit: int
    cursor: str | None


def read_listing(request: Request) -> Listing:
    """Return the listing that the request asks for."""
    limit = inputs.Field(inputs.digits(1, 100), required=False, default=25)
    following = inputs.Field(inputs.text(500), required=False)
    query = inputs.query(request, {"limit": limit, "cursor": following})
    return Listing(request.user_id, query["limit"], query["cursor"])


def page(table: Table, index: str, listing: Listing, *, signing_key: Callable[[], str]) -> dict[str, Any]:
    """Return the cards, and as `next` the cursor of the cards that follow, or null.

    signing_key: asked only when a cursor comes in or goes out.
    """
    found = table.query(
        "userId = :userId",
        {":userId": listing.user_id},
        IndexName=index,
        ScanIndexForward=False,
        Limit=listing.limit + 1,  # one more says whether any follow
        **_start(listing, signing_key),
    )
    cards = found.items[: listing.limit]
    more = found.more or len(found.items) > listing.limit
    following = _cursor_after(cards[-1], signing_key()) if cards and more else None
    return {"cards": [items.shown_card(card) for card in cards], "next": following}


def _start(listing: Listing, signing_key: Callable[[], str]) -> dict[str, Any]:
    """Return the query's option that makes it go on after the cursor; the keys it names are the caller's own."""
    if listing.cursor is None:
        return {}
    try:
        position = cursor.unseal(listing.cursor, user_id=listing.user_id, key=signing_key())
    except ForgedCursor as forged:
        detail = "cursor must be the `next` of an earlier page; start again without it"
        raise problem.invalid([{"parameter": "cursor", "detail": detail}]) from forged
    key = items.card_key(listing.user_id, position.card_id)
    start = {**key, "userId": listing.user_id, "createdAt": position.created_at}
    return {"ExclusiveStartKey": marshalled(start)}


def _cursor_after(card: Item, key: str) -> str:
    return cursor.seal(Position(card["createdAt"], card["cardId"]), user_id=card["userId"], key=key)
