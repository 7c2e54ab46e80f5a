"""PriceCharting: what cards were sold for, ungraded (www.pricecharting.com/api-documentation)."""

from dataclasses import dataclass

from handlers.pricing_agent.sources import answers
from handlers.pricing_agent.sources.keys import Key
from handlers.pricing_agent.sources.source import Card, Down, Quote
from handlers.pricing_agent.sources.web import Web


@dataclass(frozen=True, slots=True)
class PriceCharting:
    """Its one endpoint for one product; prices are in cents."""

    web: Web
    key: Key
    name: str = "pricecharting"

    def quote(self, card: Card) -> Quote:
        """Return the price of the product that the search finds first."""
        found = self.web.get("/api/product", {"t": self.key.text(), "q": card.words})
        if found.get("status") == "error":
            if "no such product" in str(found.get("error-message", "")).lower():
                return Quote()
            raise Down("an error in its answer")
        set_name = answers.text(found, "console-name")
        return Quote(
            answers.prices(answers.price(found.get("loose-price"), cents=True)),
            set_name.removeprefix("Pokemon ") if set_name else None,
        )
