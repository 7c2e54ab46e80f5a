from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from handlers.shared.table import Table
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.functions import UPDATES, messages, valid
from tests.handlers.valuation.stored import card_of, findings, put_card


def updated(request: dict[str, Any], value: float = 10, at: str = "2026-03-12T19:00:00.000Z") -> dict[str, Any]:
    """Return an event as EventBridge delivers it."""
    detail = {
        "eventId": f"{request['requestId']}/CardValuationUpdated",
        "cardId": request["cardId"],
        "userId": request["userId"],
        "valueMedian": value,
        "currency": "USD",
        "valuedAt": at,
    }
    assert valid("CardValuationUpdated", detail)
    return {
        "version": "0",
        "id": "event-1",
        "detail-type": "CardValuationUpdated",
        "source": "collectiq",
        "detail": detail,
    }


def records(table: Table, request: dict[str, Any]) -> tuple[Any, ...]:
    card = card_of(table, request)
    return tuple(card.get(name) for name in ("valueLowest", "valueLowestAt", "valueHighest", "valueHighestAt"))


FIRST, SECOND, THIRD = (f"2026-03-1{day}T19:00:00.000Z" for day in (1, 2, 3))


@pytest.mark.parametrize("order", list(permutations(((5.5, FIRST), (20, SECOND), (10, THIRD)))))
def test_the_records_are_the_same_in_whatever_order_events_come_and_however_often(
    run: Run, valuation: dict[str, Any], table: Table, order: tuple[tuple[float, str], ...]
) -> None:
    put_card(table, valuation)
    for value, at in (*order, *order):
        assert run("valuation_recorder", updated(valuation, value, at)).error is None
    assert (Decimal("5.5"), FIRST, Decimal(20), SECOND) == records(table, valuation)


def test_what_the_aggregator_tells_is_recorded(run: Run, valuation: dict[str, Any], table: Table) -> None:
    put_card(table, valuation)
    messages(UPDATES)
    run("aggregator", valuation | {"agents": findings()})
    [event] = messages(UPDATES)
    [line] = run("valuation_recorder", event).lines
    assert Decimal("305.1") == records(table, valuation)[0] == records(table, valuation)[2]
    assert (valuation["userId"], ["valueHighest", "valueLowest"]) == (line["userId"], line["records"])


def test_a_card_that_was_deleted_does_not_come_back(run: Run, valuation: dict[str, Any], table: Table) -> None:
    assert run("valuation_recorder", updated(valuation)).error is None
    assert {} == card_of(table, valuation)


@pytest.mark.parametrize(
    "wrong",
    [{"detail-type": "AuthenticityFlagged"}, {"detail": None}, {"detail": {}}, {"detail": {"eventId": 1}}],
)
def test_an_event_of_another_shape_is_refused(run: Run, valuation: dict[str, Any], wrong: dict[str, Any]) -> None:
    done = run("valuation_recorder", updated(valuation) | wrong)
    assert ("InvalidEvent", ["error"]) == (done.failed_with, [line["status"] for line in done.lines])


@pytest.mark.parametrize("value", [None, "10", True, [10]])
def test_a_value_that_is_no_number_is_refused(run: Run, valuation: dict[str, Any], table: Table, value: Any) -> None:
    put_card(table, valuation)
    event = updated(valuation)
    event["detail"]["valueMedian"] = value
    assert "InvalidEvent" == run("valuation_recorder", event).failed_with
    assert (None, None, None, None) == records(table, valuation)
