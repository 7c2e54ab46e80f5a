"""A valuation stored: the card's new value, the price for its history, and what the run has done, all or nothing.

An Express workflow may run twice, and a task is tried again when nobody knows whether it was done. So the run's own item
goes first in the transaction: where it is there, the valuation is stored, and that item says what it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError

from handlers.shared.busy import is_busy_code
from handlers.shared.clock import timestamp
from handlers.shared.failures import ServiceBusy
from handlers.shared.findings import AuthenticityFinding, PriceFinding
from handlers.shared.items import VALUED, Item, card_key, price_key
from handlers.shared.records import run_key, slug
from handlers.shared.table import Table, marshalled, unmarshalled
from handlers.shared.valuations import Run
from handlers.shared.writes import Update

RUN_KEPT_SECONDS = 86_400  # much longer than a run, its retries and its second execution may take


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run has stored."""

    valued_at: str
    value_median: Decimal
    currency: str
    score: Decimal
    reasons: tuple[str, ...]


def outcome(price: PriceFinding, authenticity: AuthenticityFinding, now: datetime) -> Outcome:
    """Return what findings come to."""
    return Outcome(
        timestamp(now),
        amount(price["valueMedian"]),
        price["currency"],
        amount(authenticity["score"]),
        tuple(authenticity["reasons"]),
    )


def store(table: Table, run: Run, new: Outcome, price: PriceFinding, now: datetime) -> Outcome | None:
    """Store an outcome and return it; return the one that the run has stored before, or None where the card is gone."""
    try:
        table.client.transact_write_items(
            TransactItems=[
                {"Put": _once(table, _run_item(run, new, now))},
                {"Update": _card(run, new, price).request(table)},
                {"Put": {"TableName": table.name, "Item": marshalled(_price_item(run, new, price))}},
            ]
        )
    except table.client.exceptions.TransactionCanceledException as cancelled:
        return _stored_before(cancelled)
    return new


def amount(number: float) -> Decimal:
    """Return a number as the table takes it."""
    return Decimal(str(number))


def _stored_before(cancelled: ClientError) -> Outcome | None:
    run, card, *others = cancelled.response["CancellationReasons"]
    if run["Code"] == "ConditionalCheckFailed":
        return _read(unmarshalled(run["Item"]))
    if card["Code"] == "ConditionalCheckFailed":
        return None
    if any(map(is_busy_code, (run, card, *others))):
        raise ServiceBusy(str(cancelled)) from cancelled
    raise cancelled


def _once(table: Table, item: Item) -> Any:
    return {
        "TableName": table.name,
        "Item": marshalled(item),
        "ConditionExpression": "attribute_not_exists(PK)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def _run_item(run: Run, new: Outcome, now: datetime) -> Item:
    return {
        **run_key(run.user_id, run.card_id, run.request_id),
        **_value(new),
        "expiresAt": int(now.timestamp()) + RUN_KEPT_SECONDS,
    }


def _read(item: Item) -> Outcome:
    return Outcome(
        item["valuedAt"],
        item["valueMedian"],
        item["currency"],
        item["authenticityScore"],
        tuple(item["authenticityReasons"]),
    )


def _value(new: Outcome) -> Item:
    return {
        "valuedAt": new.valued_at,
        "valueMedian": new.value_median,
        "currency": new.currency,
        "authenticityScore": new.score,
        "authenticityReasons": list(new.reasons),
    }


def _card(run: Run, new: Outcome, price: PriceFinding) -> Update:
    """Return the change of the card: what no longer holds is removed."""
    facts = {name: value for name, value in _facts(price).items() if value is not None}
    values = facts | {
        "status": VALUED,
        "valuationId": run.request_id,
        "valuedAt": new.valued_at,
        "valueMedian": new.value_median,
        "currency": new.currency,
        "authenticityScore": new.score,
    }
    gone = [name for name in _facts(price) if name not in facts]
    return Update(
        card_key(run.user_id, run.card_id),
        f"SET {', '.join(f'#{name} = :{name}' for name in values)} REMOVE {', '.join(['#failure', *map('#{}'.format, gone)])}",
        "attribute_exists(PK)",
        {f":{name}": value for name, value in values.items()},
        {f"#{name}": name for name in (*values, "failure", *gone)},
    )


def _facts(price: PriceFinding) -> Mapping[str, str | None]:
    card = price["card"]
    return {
        "cardName": card["name"],
        "setName": card["set"],
        "cardNumber": card["number"],
        "rarity": card["rarity"],
        "setRarity": slug(card["set"], card["rarity"]).replace("/", "#"),
    }


def _price_item(run: Run, new: Outcome, price: PriceFinding) -> Item:
    return {
        **price_key(run.user_id, run.card_id, new.valued_at),
        **_value(new),
        "valueLow": amount(price["valueLow"]),
        "valueHigh": amount(price["valueHigh"]),
        "sources": [{**source, "median": amount(source["median"])} for source in price["sources"]],
        "sourcesDown": [dict(source) for source in price["sourcesDown"]],
        "requestId": run.request_id,
    }
