"""The highest and the lowest value that a card ever had.

Each is a conditional write that means the same however often and in whatever order events come. Both stand in the card's
own item, so that they go when the card goes.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.shared.events import Event
from handlers.shared.items import card_key
from handlers.shared.table import Table
from handlers.shared.writes import Update, update

KIND = "CardValuationUpdated"

_RECORDS = {"valueHighest": "<", "valueLowest": ">"}  # how the old record compares to one that beats it


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are."""

    table_name: str


def record(table: Table, event: Event) -> list[str]:
    """Keep a value where it beats a record of its card, and return the records that it beat."""
    value = Decimal(str(event.number("valueMedian")))
    return [name for name in _RECORDS if update(table, _change(name, value, event))]


def _change(name: str, value: Decimal, event: Event) -> Update:
    values: dict[str, Any] = {":value": value, ":at": event.valued_at}
    beaten = f"attribute_exists(PK) AND (attribute_not_exists({name}) OR {name} {_RECORDS[name]} :value)"
    return Update(card_key(event.user_id, event.card_id), f"SET {name} = :value, {name}At = :at", beaten, values, {})
