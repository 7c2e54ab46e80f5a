"""Deleting a card, with all that belongs to it.

The order makes a repetition complete what a crash has left: the image while the card still names it, then the card,
after which no valuation can be stored, then its valuations, whether or not the card was still there.

In the versioned bucket the image becomes an old version, which nobody can read through the API any more and which
the bucket's lifecycle removes: until then an accident can be undone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.shared import items, problem
from handlers.shared.items import Item
from handlers.shared.table import Table

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards and their images are kept."""

    table_name: str
    uploads_bucket: str


def delete(table: Table, s3: "S3Client", bucket: str, *, user_id: str, card_id: str) -> dict[str, Any]:
    """Delete a card of the caller's, and return what is gone and what will be."""
    card = table.get(items.card_key(user_id, card_id))
    shared = card is not None and _is_image_of_another(table, card)
    if card is not None and not shared:
        s3.delete_object(Bucket=bucket, Key=card["imageKey"])
    table.delete(items.card_key(user_id, card_id))
    table.delete(items.lock_key(user_id, card_id))
    _delete_prices(table, user_id, card_id)
    if card is None:
        raise problem.not_found(card_id)
    marked = {"kept": ["images"]} if shared else {"markedForDeletion": ["images"]}
    return {"cardId": card_id, "deleted": ["card", "prices"], **marked}


def _is_image_of_another(table: Table, card: Item) -> bool:
    """Say whether another card of the same owner shows the same image."""
    others = table.query_all(
        "PK = :owner AND begins_with(SK, :cards)",
        {":owner": card["PK"], ":cards": items.CARDS, ":image": card["imageKey"], ":id": card["cardId"]},
        ConsistentRead=True,
        FilterExpression="imageKey = :image AND cardId <> :id",
        ProjectionExpression="PK",
    )
    return any(True for _ in others)


def _delete_prices(table: Table, user_id: str, card_id: str) -> None:
    prices = table.query_all(
        "PK = :owner AND begins_with(SK, :prices)",
        {":owner": items.owner(user_id), ":prices": items.prices_of(card_id)},
        ConsistentRead=True,
        ProjectionExpression="PK, SK",
    )
    for price in prices:
        table.delete(price)
