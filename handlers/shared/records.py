"""Items of the single table that no owner sees; `items` has the others.

- `USER#{sub}` / `RUN#{cardId}#{requestId}`: what a run has stored, so that it stores it once; gone after a day.
- `CACHE#PRICES#{card}` / `{source}`: what a price source said, until `expiresAt` (epoch seconds).
- `REVIEWS` / `{valuedAt}#{cardId}#{eventId}`: a card that looks counterfeit and waits for a review, the oldest first.
- `ANALYTICS#{date}` / `{setRarity}`: the sums of one night.

None has `createdAt` or `setRarity`, so none is in an index.
"""

import re

from handlers.shared.items import Key, owner


def run_key(user_id: str, card_id: str, request_id: str) -> Key:
    """Return the key of what a run has stored."""
    return {"PK": owner(user_id), "SK": f"RUN#{card_id}#{request_id}"}


def cached_price_key(card: str, source: str) -> Key:
    """Return the key of what a source said of a card (its `slug`)."""
    return {"PK": f"CACHE#PRICES#{card}", "SK": source}


def review_key(valued_at: str, card_id: str, event_id: str) -> Key:
    """Return the key of a review."""
    return {"PK": "REVIEWS", "SK": f"{valued_at}#{card_id}#{event_id}"}


def analytics_key(date: str, set_rarity: str) -> Key:
    """Return the key of one night's sums of a set and rarity."""
    return {"PK": f"ANALYTICS#{date}", "SK": set_rarity}


def slug(*parts: str | None) -> str:
    """Return texts as a key can hold them: `slug("Dark Raichu", "83/82")` is `dark-raichu/83-82`."""
    return "/".join(re.sub(r"[\W_]+", "-", part.casefold()).strip("-") or "unknown" for part in map(_known, parts))


def _known(part: str | None) -> str:
    return part or "unknown"
