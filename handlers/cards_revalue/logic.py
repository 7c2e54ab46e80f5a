"""A new valuation of a card, unless one is running."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from handlers.shared import items, problem
from handlers.shared.problem import Problem
from handlers.shared.table import Table
from handlers.shared.valuations import Run, Valuations


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are kept, and what values them."""

    table_name: str
    workflow_arn: str
    lock_seconds: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Which card is to be valued, and which request says so."""

    user_id: str
    card_id: str
    request_id: str


def revalue(table: Table, valuations: Valuations, wish: Wish, now: datetime) -> dict[str, Any]:
    """Start a valuation of a card of the caller's, and return its `requestId`."""
    card = table.get(items.card_key(wish.user_id, wish.card_id))
    if card is None:
        raise problem.not_found(wish.card_id)
    run = Run(wish.card_id, wish.user_id, card["imageKey"], wish.request_id)
    if lock := valuations.start(run, now):
        detail = "A valuation of this card is running."
        raise Problem(HTTPStatus.CONFLICT, detail, retry_after=lock.seconds)
    return {"cardId": wish.card_id, "beingValued": True, "requestId": wish.request_id}
