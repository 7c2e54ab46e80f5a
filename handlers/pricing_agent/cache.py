"""What a source said a short while ago: in memory, and in the table for the other execution environments."""

from dataclasses import dataclass, field
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from handlers.pricing_agent.sources.source import Card, Quote, Source
from handlers.shared.clock import Clock
from handlers.shared.items import Item
from handlers.shared.log import LOGGER
from handlers.shared.records import cached_price_key, slug
from handlers.shared.table import Table
from handlers.shared.writes import put

_MOST_IN_MEMORY = 500


@dataclass(frozen=True, slots=True)
class Cache:
    """Quotes by source and card. A table that does not answer is no reason not to price a card."""

    table: Table
    clock: Clock
    seconds: int
    _memory: dict[tuple[str, str], tuple[float, Quote]] = field(default_factory=dict)

    def quote(self, source: Source, card: Card) -> Quote:
        """Return what a source says of a card, or said within the last `seconds`."""
        now = self.clock()
        key = (slug(card.name, card.set_name, card.number), source.name)
        found = self._remembered(key, now) or self._stored(key, now)
        if found is None:
            found = now.timestamp() + self.seconds, source.quote(card)
            self._store(key, *found)
        self._remember(key, found)
        return found[1]

    def _remembered(self, key: tuple[str, str], now: datetime) -> tuple[float, Quote] | None:
        found = self._memory.get(key)
        return found if found and found[0] > now.timestamp() else None

    def _remember(self, key: tuple[str, str], found: tuple[float, Quote]) -> None:
        if len(self._memory) >= _MOST_IN_MEMORY:
            self._memory.clear()
        self._memory[key] = found

    def _stored(self, key: tuple[str, str], now: datetime) -> tuple[float, Quote] | None:
        try:
            item = self.table.get(cached_price_key(*key))
        except (BotoCoreError, ClientError) as error:
            LOGGER.warning("the price cache was not read", extra={"reason": type(error).__name__})
            return None
        return _quote(item) if item and item["expiresAt"] > now.timestamp() else None

    def _store(self, key: tuple[str, str], until: float, quote: Quote) -> None:
        item = {**cached_price_key(*key), **_attributes(quote), "expiresAt": int(until)}
        try:
            put(self.table, item)
        except (BotoCoreError, ClientError) as error:
            LOGGER.warning("the price cache was not written", extra={"reason": type(error).__name__})


def _attributes(quote: Quote) -> Item:
    facts = {"setName": quote.set_name, "cardNumber": quote.number, "rarity": quote.rarity}
    return {"prices": list(quote.prices)} | {name: value for name, value in facts.items() if value is not None}


def _quote(item: Item) -> tuple[float, Quote]:
    quote = Quote(tuple(item["prices"]), item.get("setName"), item.get("cardNumber"), item.get("rarity"))
    return float(item["expiresAt"]), quote
