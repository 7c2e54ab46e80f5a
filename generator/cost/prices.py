"""Prices: what AWS asks for a unit, in steps, and how much of it is free in a month.

`prices.json` is the list of one region, us-east-1, in US dollars; each figure has its page and the day on which it was
read. `price_list` takes today's from AWS. Only what is free without end counts as free, and for an account that holds
nothing else; what AWS gives new accounts for a while does not count.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from generator.facts import Fact


class Tier(Fact):
    """A step of a price. up_to: units in a month, free ones not counted; None for all further ones."""

    up_to: float | None
    usd: float


class Listed(Fact):
    """Where AWS's price list has it. service: the offer's code. usage: the usage type without its region.

    operation: empty where the usage type says enough.
    """

    service: str
    usage: str
    operation: str = ""


class Price(Fact):
    """What one unit costs.

    free: units in a month. pool: prices that share what is free. source: a web page; read: the day on which it said so,
    empty where the figure is known from elsewhere and was not checked against its page.
    """

    key: str
    service: str
    item: str
    unit: str
    tiers: tuple[Tier, ...]
    free: float
    pool: str
    source: str
    read: str
    listed: Listed | None

    def usd(self, quantity: float) -> float:
        """Return what a month's quantity costs beyond what is free, in US dollars."""
        total = below = 0.0
        for tier in self.tiers:
            top = quantity if tier.up_to is None else min(quantity, tier.up_to)
            total += max(top - below, 0) * tier.usd
            below = max(below, top)
        return total


class Prices(Fact):
    """All prices by key. region: whose they are. read: the newest day on which they were read."""

    region: str
    read: str
    by_key: Mapping[str, Price]


class Usage(Fact):
    """What a thing uses in a month. price: its key. feature: the tag by which costs are told apart. thing: a reference."""

    price: str
    quantity: float
    feature: str
    thing: str


class Charge(Fact):
    """What a usage costs, in US dollars a month."""

    usage: Usage
    price: Price
    usd: float


@cache
def table() -> Prices:
    """Return the prices that come with the program."""
    data = json.loads((Path(__file__).parent / "prices.json").read_text(encoding="utf-8"))
    return Prices(data["region"], data["read"], {key: _price(key, entry) for key, entry in data["prices"].items()})


def _price(key: str, entry: Mapping[str, object]) -> Price:
    match entry:
        case {"service": str(service), "item": str(item), "unit": str(unit), "tiers": list(tiers), "free": int(free),
              "source": str(source), "read": str(read), "list": listed}:  # fmt: skip
            steps = tuple(Tier(tier["up_to"], tier["usd"]) for tier in tiers)
            where = Listed(**listed) if isinstance(listed, dict) else None
            return Price(key, service, item, unit, steps, free, str(entry.get("pool", key)), source, read, where)
    raise ValueError(f"prices.json: {key} is incomplete")


def charges(usages: Iterable[Usage], prices: Prices) -> list[Charge]:
    """Return what each usage costs: all of one price together, for its steps, and shared out by quantity."""
    by_price: dict[str, list[Usage]] = {}
    for usage in usages:
        if usage.quantity > 0:
            by_price.setdefault(usage.price, []).append(usage)
    left: dict[str, float] = {}
    found = []
    for key in sorted(by_price):
        price, total = prices.by_key[key], sum(usage.quantity for usage in by_price[key])
        free = min(left.get(price.pool, price.free), total)
        left[price.pool] = left.get(price.pool, price.free) - free
        per_unit = price.usd(total - free) / total
        found += [Charge(usage, price, usage.quantity * per_unit) for usage in by_price[key]]
    return found
