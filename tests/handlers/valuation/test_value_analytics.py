from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from handlers.shared.records import analytics_key
from handlers.shared.table import Table
from handlers.shared.writes import put
from handlers.value_analytics import logic
from tests.handlers.cloud import failing
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.functions import request, started
from tests.handlers.valuation.stored import put_card

NIGHT = datetime(2026, 3, 12, 3, tzinfo=UTC)


@pytest.fixture
def rare() -> str:
    """A set and rarity of which nobody else has a card."""
    return f"set-{uuid4().hex}#rare"


def put_valued(table: Table, set_rarity: str, *values: str) -> None:
    for value in values:
        put_card(table, request(str(uuid4())), setRarity=set_rarity, valueMedian=Decimal(value))


def sums(table: Table, set_rarity: str, date: str = "2026-03-12") -> Any:
    return table.get(analytics_key(date, set_rarity))


def test_values_are_summed_up_by_set_and_rarity(table: Table, rare: str) -> None:
    put_valued(table, rare, "0.1", "0.2", "10")
    put_valued(table, f"{rare}-holo", "5")
    logic.sum_up(table, "GSI2", NIGHT)
    assert {
        "cards": 3,
        "valueTotal": Decimal("10.3"),
        "valueMean": Decimal("3.43"),
        "valueLowest": Decimal("0.1"),
        "valueHighest": Decimal(10),
        "summedAt": "2026-03-12T03:00:00.000Z",
    }.items() <= sums(table, rare).items()
    assert 1 == sums(table, f"{rare}-holo")["cards"]


def test_the_same_night_again_replaces_its_sums_and_another_adds_some(table: Table, rare: str) -> None:
    put_valued(table, rare, "1")
    logic.sum_up(table, "GSI2", NIGHT)
    put_valued(table, rare, "2")
    logic.sum_up(table, "GSI2", NIGHT)
    logic.sum_up(table, "GSI2", NIGHT.replace(day=13))
    assert [2, 2] == [sums(table, rare, date)["cards"] for date in ("2026-03-12", "2026-03-13")]


def test_every_page_of_the_index_counts(table: Table, rare: str) -> None:
    for number in range(3):
        item = {"PK": f"USER#{uuid4()}", "SK": "CARD#1", "setRarity": rare, "valueMedian": 1, "bulk": "x" * 390_000}
        put(table, item | {"number": number})
    logic.sum_up(table, "GSI2", NIGHT)
    assert 3 == sums(table, rare)["cards"]


def test_prices_and_cards_without_a_value_do_not_count(table: Table, rare: str) -> None:
    put_valued(table, rare, "1")
    put_card(table, request(str(uuid4())), setRarity=rare)
    put(table, {"PK": f"USER#{uuid4()}", "SK": "PRICE#1#2026", "valueMedian": 7})
    logic.sum_up(table, "GSI2", NIGHT)
    assert 1 == sums(table, rare)["cards"]


def test_the_schedule_runs_it(run: Run, table: Table, rare: str) -> None:
    put_valued(table, rare, "1")
    done = run("value_analytics", {})
    assert done.answer["cards"] >= 1
    assert [("value_analytics", "system", done.answer["sums"])] == [
        (line["operation"], line["userId"], line["sums"]) for line in done.lines
    ]


def test_a_fault_of_the_table_fails_the_run_which_lambda_then_repeats(run: Run) -> None:
    with started("value_analytics") as app, failing(app.TABLE.client, "Scan", "ThrottlingException"):
        assert run("value_analytics", {}, app).error is not None
