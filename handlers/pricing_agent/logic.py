"""The price of a card: every source asked at once, outliers left out, each source one voice."""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from handlers.pricing_agent.cache import Cache
from handlers.pricing_agent.outliers import limits
from handlers.pricing_agent.sources.source import CURRENCY, Card, Down, Quote, Source
from handlers.shared import features
from handlers.shared.failures import NoPricesFound, PriceSourcesUnavailable
from handlers.shared.features import FeatureEnvelope
from handlers.shared.findings import CardFacts, PriceFinding

DEADLINE = 20.0  # seconds; a source that repeats slow requests may take longer than the function lives

Prices = Mapping[str, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the sources are, the names of their secrets, and how long their answers are kept."""

    table_name: str
    cache_seconds: int
    ebay_url: str
    ebay_secret: str
    tcgplayer_url: str
    tcgplayer_secret: str
    pricecharting_url: str
    pricecharting_secret: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What the sources said: quotes by name, and why the others said nothing."""

    quotes: Mapping[str, Quote]
    down: Mapping[str, str]


def card(envelope: FeatureEnvelope) -> Card:
    """Return the likeliest card of an envelope."""
    found = envelope["candidates"]
    name = features.likeliest(found["names"]) or ""
    return Card(name, features.likeliest(found["sets"]), features.likeliest(found["numbers"]))


def price(sources: Sequence[Source], cache: Cache, wanted: Card, *, deadline: float = DEADLINE) -> PriceFinding:
    """Return what a card is worth; the sources that are down are named in the result.

    Raises `PriceSourcesUnavailable` where those that are down may have had a price, else `NoPricesFound`.
    """
    answers = ask(sources, cache, wanted, deadline)
    kept = _without_outliers({name: quote.prices for name, quote in answers.quotes.items()})
    if not kept and answers.down:
        raise PriceSourcesUnavailable("; ".join(f"{name}: {reason}" for name, reason in answers.down.items()))
    if not kept:
        raise NoPricesFound(f"no source has a price for {wanted.words!r}")
    return _finding(wanted, answers, kept)


def ask(sources: Sequence[Source], cache: Cache, wanted: Card, deadline: float) -> Answers:
    """Return what all sources say within the deadline."""
    threads = ThreadPoolExecutor(len(sources), thread_name_prefix="source")
    asked = {source.name: threads.submit(_answer, source, cache, wanted) for source in sources}
    wait(asked.values(), timeout=deadline)
    threads.shutdown(wait=False, cancel_futures=True)
    said = {name: _said(future) for name, future in asked.items()}
    return Answers(
        {name: answer for name, answer in said.items() if isinstance(answer, Quote)},
        {name: answer for name, answer in said.items() if isinstance(answer, str)},
    )


def _answer(source: Source, cache: Cache, wanted: Card) -> Quote | str:
    try:
        return cache.quote(source, wanted)
    except Down as reason:
        return str(reason)


def _said(future: "Future[Quote | str]") -> Quote | str:
    return future.result() if future.done() and not future.cancelled() else "no answer in time"


def _without_outliers(prices: Prices) -> Prices:
    """Return the prices of each source that has some, without those that are far from all others."""
    bounds = limits([price for found in prices.values() for price in found])
    low, high = bounds or (Decimal(0), Decimal("Infinity"))
    kept = {name: tuple(price for price in found if low <= price <= high) for name, found in prices.items()}
    return {name: found for name, found in kept.items() if found}


def _finding(wanted: Card, answers: Answers, kept: Prices) -> PriceFinding:
    every = [price for prices in kept.values() for price in prices]
    asked = sum(len(quote.prices) for quote in answers.quotes.values())
    return {
        "version": 1,
        "card": _facts(wanted, answers.quotes.values()),
        "currency": CURRENCY,
        "valueMedian": _money(median(median(prices) for prices in kept.values())),
        "valueLow": _money(min(every)),
        "valueHigh": _money(max(every)),
        "outliers": asked - len(every),
        "sources": [
            {"name": name, "prices": len(prices), "median": _money(median(prices))} for name, prices in kept.items()
        ],
        "sourcesDown": [{"name": name, "reason": reason} for name, reason in answers.down.items()],
    }


def _facts(wanted: Card, known: Collection[Quote]) -> CardFacts:
    """Return what is known of the card; a catalogue knows better than an image."""
    return {
        "name": wanted.name,
        "set": next((quote.set_name for quote in known if quote.set_name), wanted.set_name),
        "number": next((quote.number for quote in known if quote.number), wanted.number),
        "rarity": next((quote.rarity for quote in known if quote.rarity), None),
    }


def _money(amount: Decimal) -> float:
    return float(amount.quantize(Decimal("0.01")))
