"""One card of the caller's, with its latest valuation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.shared import items, problem
from handlers.shared.items import Item
from handlers.shared.table import Table


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are kept."""

    table_name: str


def read_card(table: Table, *, user_id: str, card_id: str, now: datetime) -> dict[str, Any]:
    """Return the card, its latest `valuation` or null, and whether it is `beingValued` right now."""
    card = table.get(items.card_key(user_id, card_id))
    if card is None:
        raise problem.not_found(card_id)
    valuation = _latest_price(table, user_id, card_id)
    lock = table.get(items.lock_key(user_id, card_id))
    return {
        **items.shown_card(card),
        "valuation": items.shown_price(valuation) if valuation else None,
        "beingValued": lock is not None and lock["expiresAt"] > now.timestamp(),
    }


def _latest_price(table: Table, user_id: str, card_id: str) -> Item | None:
    page = table.query(
        "PK = :owner AND begins_with(SK, :prices)",
        {":owner": items.owner(user_id), ":prices": items.prices_of(card_id)},
        ConsistentRead=True,
        ScanIndexForward=False,
        Limit=1,
    )
    return page.items[0] if page.items else None
