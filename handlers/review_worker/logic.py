"""A review of a card that looks counterfeit, opened once however often its message comes."""

from dataclasses import dataclass
from decimal import Decimal

from handlers.shared.events import Event
from handlers.shared.records import review_key
from handlers.shared.table import Table

KIND = "AuthenticityFlagged"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where reviews are."""

    table_name: str


def open_review(table: Table, event: Event) -> bool:
    """Open the review and return True, or False where it is open, or done, already."""
    item = {
        **review_key(event.valued_at, event.card_id, event.id),
        "cardId": event.card_id,
        "owner": event.user_id,
        "score": Decimal(str(event.number("score"))),
        "reasons": event.texts("reasons"),
        "status": "open",
    }
    return table.put_unless_there(item, unless="attribute_exists(PK)", values={}) is None
