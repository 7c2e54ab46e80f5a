"""TCGPlayer: market prices by printing, and the catalogue's facts (docs.tcgplayer.com)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.pricing_agent.sources import answers
from handlers.pricing_agent.sources.keys import Key, Tokens
from handlers.pricing_agent.sources.source import Card, Quote
from handlers.pricing_agent.sources.web import Web
from handlers.shared.clock import Clock

_POKEMON = "3"  # the category


@dataclass(frozen=True, slots=True)
class TcgPlayer:
    """The catalogue of one game."""

    web: Web
    tokens: Tokens
    name: str = "tcgplayer"

    def quote(self, card: Card) -> Quote:
        """Return the market prices of the product that fits best; it has one for each printing."""
        product = self._product(card)
        identity = product.get("productId")
        if not isinstance(identity, int):
            return Quote()
        found = self.web.get(f"/pricing/product/{identity}", {}, self.tokens.bearer())
        market = (answers.price(printing.get("marketPrice")) for printing in answers.objects(found, "results"))
        facts = _facts(product)
        return Quote(
            answers.prices(*market), answers.text(product, "groupName"), facts.get("Number"), facts.get("Rarity")
        )

    def _product(self, card: Card) -> Mapping[str, Any]:
        wanted = {"categoryId": _POKEMON, "productName": card.name, "getExtendedFields": "true", "limit": "50"}
        products = answers.objects(self.web.get("/catalog/products", wanted, self.tokens.bearer()), "results")
        return max(products, key=lambda product: _fit(product, card), default={})


def tcgplayer(web: Web, key: Key, clock: Clock) -> TcgPlayer:
    """Return the source."""

    def token() -> Mapping[str, Any]:
        client_id, client_secret = key.pair()
        form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        answer: Mapping[str, Any] = web.post("/token", form)
        return answer

    return TcgPlayer(web, Tokens(token, clock))


def _fit(product: Mapping[str, Any], card: Card) -> tuple[bool, bool]:
    """Return how well a product fits: its number says most, then its set."""
    number, set_name = _facts(product).get("Number"), answers.text(product, "groupName")
    return (
        number is not None and card.number is not None and _same_number(number, card.number),
        set_name is not None and card.set_name is not None and set_name.casefold() == card.set_name.casefold(),
    )


def _same_number(one: str, other: str) -> bool:
    """Say whether numbers are the same but for leading zeros: 4/102 and 004/102."""
    return [part.lstrip("0") for part in one.split("/")] == [part.lstrip("0") for part in other.split("/")]


def _facts(product: Mapping[str, Any]) -> dict[str, str]:
    named = ((answers.text(f, "name"), answers.text(f, "value")) for f in answers.objects(product, "extendedData"))
    return {name: value for name, value in named if name and value}
