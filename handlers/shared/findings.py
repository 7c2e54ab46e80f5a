"""What the agents find. The spec's schemas PriceFinding and AuthenticityFinding are the other half."""

from typing import Literal, TypedDict


class CardFacts(TypedDict):
    """Which card it is, as far as somebody knows."""

    name: str
    set: str | None
    number: str | None
    rarity: str | None


class SourcePrice(TypedDict):
    """What one source says: how many prices were kept, and their median."""

    name: str
    prices: int
    median: float


class SourceDown(TypedDict):
    """A source that said nothing, and why."""

    name: str
    reason: str


class PriceFinding(TypedDict):
    """What a card is worth. outliers: how many prices were left out."""

    version: Literal[1]
    card: CardFacts
    currency: str
    valueMedian: float
    valueLow: float
    valueHigh: float
    outliers: int
    sources: list[SourcePrice]
    sourcesDown: list[SourceDown]


class Reference(TypedDict):
    """The reference sample that looks most like the image. distance: bits of 64 in which the hashes differ."""

    sample: str
    distance: int


class AuthenticityFinding(TypedDict):
    """How sure it is that a card is genuine: score 0-1."""

    version: Literal[1]
    score: float
    reasons: list[str]
    modelScore: float
    reference: Reference | None
