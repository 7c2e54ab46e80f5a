"""The single table: its items' keys, and what of an item its owner may see.

All items of a user lie under PK `USER#{sub}`:

- `CARD#{cardId}`: the card; only these have `createdAt` (index GSI1, with `userId`) and `setRarity` (index GSI2, with
  `valueMedian`). Whoever updates one asks for `attribute_exists(PK)`: a deleted card must not come back.
- `PRICE#{cardId}#{valuedAt}`: one valuation of the card; the history, which never expires.
- `LOCK#{cardId}`: held by the run that values the card, until `expiresAt` (epoch seconds).

TTL deletes late: whoever reads an item with `expiresAt` checks it.
"""

import re
from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
Key = dict[str, str]

CARDS = "CARD#"
PENDING, VALUED, FAILED = "pending", "valued", "failed"  # a card's `status`: its first valuation's, then its latest's

_SHOWN_OF_CARD = (
    *("cardId", "name", "imageKey", "status", "createdAt"),
    *("cardName", "setName", "cardNumber", "rarity", "setRarity"),
    *("valueMedian", "currency", "valuedAt", "authenticityScore", "failure"),
    *("valueLowest", "valueLowestAt", "valueHighest", "valueHighestAt"),
)
_SHOWN_OF_PRICE = (
    *("valuedAt", "valueMedian", "valueLow", "valueHigh", "currency", "sources", "sourcesDown"),
    *("authenticityScore", "authenticityReasons"),
)


def owner(user_id: str) -> str:
    """Return the partition key of all that a user owns."""
    return f"USER#{user_id}"


def card_key(user_id: str, card_id: str) -> Key:
    """Return the key of a card."""
    return {"PK": owner(user_id), "SK": f"{CARDS}{card_id}"}


def price_key(user_id: str, card_id: str, valued_at: str) -> Key:
    """Return the key of one valuation, made at `valued_at` (`clock.timestamp`)."""
    return {"PK": owner(user_id), "SK": f"{prices_of(card_id)}{valued_at}"}


def prices_of(card_id: str) -> str:
    """Return what the sort keys of a card's valuations start with; they sort by time."""
    return f"PRICE#{card_id}#"


def lock_key(user_id: str, card_id: str) -> Key:
    """Return the key of a card's valuation lock."""
    return {"PK": owner(user_id), "SK": f"LOCK#{card_id}"}


def image_key(user_id: str, image_id: str) -> str:
    """Return the bucket's key of a user's image; `image_id` is 32 hexadecimal digits."""
    return f"uploads/{user_id}/{image_id}"


def is_image_key(user_id: str, key: str) -> bool:
    """Say whether a key is one that this user was given to upload to."""
    return re.fullmatch(re.escape(image_key(user_id, "")) + "[0-9a-f]{32}", key) is not None


def shown_card(card: Mapping[str, Any]) -> Item:
    """Return what the owner of a card may see of it."""
    return {name: card[name] for name in _SHOWN_OF_CARD if name in card}


def shown_price(price: Mapping[str, Any]) -> Item:
    """Return what the owner of a card may see of one valuation."""
    return {name: price[name] for name in _SHOWN_OF_PRICE if name in price}
