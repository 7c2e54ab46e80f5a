"""What all cards are worth together, by set and rarity, out of the index that has only these two attributes' cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from handlers.shared.clock import timestamp
from handlers.shared.items import Item
from handlers.shared.records import analytics_key
from handlers.shared.table import Table, unmarshalled
from handlers.shared.writes import put


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are, and the index by set and rarity."""

    table_name: str
    index_name: str


@dataclass(slots=True)
class Sum:
    """The cards of one set and rarity, as far as they have been read."""

    cards: int
    total: Decimal
    lowest: Decimal
    highest: Decimal

    def add(self, value: Decimal) -> None:
        """Take in one more card."""
        self.cards += 1
        self.total += value
        self.lowest, self.highest = min(self.lowest, value), max(self.highest, value)


def sum_up(table: Table, index: str, now: datetime) -> dict[str, Any]:
    """Store tonight's sums and return how many there are, of how many cards; the same night again replaces them."""
    sums: dict[str, Sum] = {}
    for card in _cards(table, index):
        value = Decimal(card["valueMedian"])
        sums.setdefault(card["setRarity"], Sum(0, Decimal(0), value, value)).add(value)
    for set_rarity, found in sums.items():
        put(table, _item(set_rarity, found, timestamp(now)))
    return {"sums": len(sums), "cards": sum(found.cards for found in sums.values())}


def _cards(table: Table, index: str) -> Iterator[Item]:
    pages = table.client.get_paginator("scan").paginate(
        TableName=table.name, IndexName=index, ProjectionExpression="setRarity, valueMedian"
    )
    for page in pages:
        yield from map(unmarshalled, page["Items"])


def _item(set_rarity: str, found: Sum, summed_at: str) -> Item:
    return {
        **analytics_key(summed_at.partition("T")[0], set_rarity),
        "cards": found.cards,
        "valueTotal": found.total,
        "valueMean": (found.total / found.cards).quantize(Decimal("0.01")),
        "valueLowest": found.lowest,
        "valueHighest": found.highest,
        "summedAt": summed_at,
    }
