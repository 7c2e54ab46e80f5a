"""What every price source is: asked for a card, it answers with a quote or is down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Card:
    """Which card is meant, as far as the image tells."""

    name: str
    set_name: str | None
    number: str | None

    @property
    def words(self) -> str:
        """The card as one types it into a search."""
        return " ".join(part for part in (self.name, self.set_name, self.number) if part)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source knows: prices in `CURRENCY`, none where it does not have the card, and the facts of its catalogue."""

    prices: tuple[Decimal, ...] = ()
    set_name: str | None = None
    number: str | None = None
    rarity: str | None = None


class Down(Exception):  # noqa: N818 - a state
    """The source does not answer, or not what it should; the message is a few words that anybody may read."""


class Source(Protocol):
    """One price source."""

    @property
    def name(self) -> str:
        """What it is called in results, logs and cache items."""

    def quote(self, card: Card) -> Quote:
        """Return what it knows of a card, or raise `Down`."""
