"""Registering a card: one conditional put, whose key comes from the idempotency key, and then its first valuation."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from handlers.shared import inputs, items
from handlers.shared.clock import timestamp
from handlers.shared.http import Request
from handlers.shared.items import Item
from handlers.shared.problem import Problem
from handlers.shared.table import Table
from handlers.shared.valuations import Run, Valuations

_CARDS = UUID("5d1f6a0c-3f0e-4a53-9d5c-6f0b6a3f5a41")  # the namespace of card ids


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are kept, and what values them."""

    table_name: str
    workflow_arn: str
    lock_seconds: int


@dataclass(frozen=True, slots=True)
class NewCard:
    """What the caller registers; `name` is a label of the caller's own."""

    user_id: str
    idempotency_key: str
    image_key: str
    name: str | None

    @property
    def card_id(self) -> str:
        """The same for each repetition of the request."""
        return str(uuid5(_CARDS, f"{self.user_id}\n{self.idempotency_key}"))


def read_card(request: Request) -> NewCard:
    """Return the card that the request registers."""
    user_id = request.user_id

    def image_key(value: object) -> str:
        if not isinstance(value, str) or not items.is_image_key(user_id, value):
            raise inputs.Unacceptable(f"must be a key that an upload of yours was signed for, under uploads/{user_id}/")
        return value

    idempotent = inputs.matching("[!-~]{1,128}", "1 to 128 printable ASCII characters without blanks")
    key = inputs.header(request, "idempotency-key", idempotent)
    fields = {"imageKey": inputs.Field(image_key), "name": inputs.Field(inputs.text(100), required=False)}
    body = inputs.body(request, fields)
    return NewCard(user_id, key, body["imageKey"], body["name"])


def create(table: Table, valuations: Valuations, card: NewCard, *, request_id: str, now: datetime) -> dict[str, Any]:
    """Register a card, start its first valuation, and return what its owner may see.

    A repetition changes nothing, except that it starts the valuation which a crash has kept from starting.
    """
    item = _item(card, now)
    stored = table.put_unless_there(item, unless="attribute_exists(PK)", values={}) or item
    if (stored["imageKey"], stored.get("name")) != (card.image_key, card.name):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was used for another card.")
    if stored["status"] == items.PENDING:
        _value(valuations, Run(card.card_id, card.user_id, card.image_key, request_id), now)
    return items.shown_card(stored)


def _value(valuations: Valuations, run: Run, now: datetime) -> None:
    lock = valuations.start(run, now)
    if lock and not lock.started:
        detail = "A request with this Idempotency-Key is under way."
        raise Problem(HTTPStatus.CONFLICT, detail, retry_after=lock.seconds)


def _item(card: NewCard, now: datetime) -> Item:
    named = {"name": card.name} if card.name is not None else {}
    return {
        **items.card_key(card.user_id, card.card_id),
        "cardId": card.card_id,
        "userId": card.user_id,
        "imageKey": card.image_key,
        "status": items.PENDING,
        "createdAt": timestamp(now),
        **named,
    }
