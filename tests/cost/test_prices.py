"""The table of prices: complete, dated, and read as AWS bills: in steps, with what is free taken off once."""

from datetime import date

import pytest

from generator.cost.prices import Price, Prices, Tier, Usage, charges, table

STEPS = (Tier(100, 0.5), Tier(300, 0.2), Tier(None, 0.1))


def price(key: str = "thing", *, free: float = 0, pool: str = "", tiers: tuple[Tier, ...] = STEPS) -> Price:
    return Price(key, "Service", "Item", "units", tiers, free, pool or key, "https://example.com", "2026-11-27", None)


def bill(quantities: dict[str, float], *prices: Price) -> dict[str, float]:
    usages = [
        Usage(key, quantity, "feature", f"things.{number}") for number, (key, quantity) in enumerate(quantities.items())
    ]
    found = charges(usages, Prices("us-east-1", "2026-11-27", {one.key: one for one in prices}))
    return {charge.usage.price: charge.usd for charge in found}


@pytest.mark.parametrize(("quantity", "expected"), [(0, 0), (100, 50), (150, 60), (300, 90), (1300, 190)], ids=str)
def test_each_step_costs_its_own_price(quantity: float, expected: float) -> None:
    assert expected == pytest.approx(price().usd(quantity))


def test_what_is_free_is_taken_off_before_the_first_step() -> None:
    assert {"thing": pytest.approx(50)} == bill({"thing": 140}, price(free=40))


def test_what_two_prices_share_is_free_once() -> None:
    flat = (Tier(None, 1),)
    first, second = (price(key, free=10, pool="shared", tiers=flat) for key in ("a", "b"))
    assert {"a": pytest.approx(0), "b": pytest.approx(5)} == bill({"a": 8, "b": 7}, first, second)


def test_things_share_a_price_by_what_they_use() -> None:
    usages = [Usage("thing", 75, "one", "things.a"), Usage("thing", 25, "two", "things.b")]
    found = charges(usages, Prices("us-east-1", "2026-11-27", {"thing": price(free=20)}))
    assert [pytest.approx(30), pytest.approx(10)] == [charge.usd for charge in found]


@pytest.mark.parametrize("one", table().by_key.values(), ids=lambda one: one.key)
def test_a_price_has_its_page_its_day_and_rising_steps(one: Price) -> None:
    assert one.source.startswith("https://aws.amazon.com/")
    # One without a day was not checked against its page, and the page of costs says so.
    assert not one.read or date.fromisoformat(one.read) <= date.fromisoformat(table().read)
    tops = [tier.up_to for tier in one.tiers]
    assert tops[-1] is None
    assert tops[:-1] == sorted(top for top in tops if top)
    assert all(tier.usd > 0 for tier in one.tiers)


def test_what_shares_something_free_agrees_on_how_much() -> None:
    pools: dict[str, set[float]] = {}
    for one in table().by_key.values():
        pools.setdefault(one.pool, set()).add(one.free)
    assert {} == {pool: amounts for pool, amounts in pools.items() if len(amounts) > 1}
