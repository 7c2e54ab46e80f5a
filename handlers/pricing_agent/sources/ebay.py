"""eBay: what sellers ask for now, from the Browse API (developer.ebay.com/api-docs/buy/browse)."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlers.pricing_agent.sources import answers
from handlers.pricing_agent.sources.keys import Key, Tokens
from handlers.pricing_agent.sources.source import CURRENCY, Card, Quote
from handlers.pricing_agent.sources.web import Web
from handlers.shared.clock import Clock

_SCOPE = "https://api.ebay.com/oauth/api_scope"
_SINGLE_CARDS = "183454"  # the category of single cards of collectible card games
_MOST = "50"


@dataclass(frozen=True, slots=True)
class Ebay:
    """The marketplace of the United States."""

    web: Web
    tokens: Tokens
    name: str = "ebay"

    def quote(self, card: Card) -> Quote:
        """Return the prices of the listings that the search finds."""
        wanted = {
            "q": card.words,
            "category_ids": _SINGLE_CARDS,
            "filter": f"buyingOptions:{{FIXED_PRICE}},priceCurrency:{CURRENCY}",
            "limit": _MOST,
        }
        headers = self.tokens.bearer() | {"x-ebay-c-marketplace-id": "EBAY_US"}
        found = self.web.get("/buy/browse/v1/item_summary/search", wanted, headers)
        return Quote(answers.prices(*map(_price, answers.objects(found, "itemSummaries"))))


def ebay(web: Web, key: Key, clock: Clock) -> Ebay:
    """Return the source."""

    def token() -> Mapping[str, Any]:
        basic = b64encode(":".join(key.pair()).encode()).decode()
        form = {"grant_type": "client_credentials", "scope": _SCOPE}
        answer: Mapping[str, Any] = web.post("/identity/v1/oauth2/token", form, {"authorization": f"Basic {basic}"})
        return answer

    return Ebay(web, Tokens(token, clock))


def _price(listing: Mapping[str, Any]) -> Decimal | None:
    asked = answers.member(listing, "price")
    return answers.price(asked.get("value")) if asked.get("currency") == CURRENCY else None
