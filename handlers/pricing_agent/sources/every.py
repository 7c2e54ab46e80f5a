"""All price sources; the first that knows a fact of the card is believed."""

from handlers.pricing_agent.logic import Settings
from handlers.pricing_agent.sources.ebay import ebay
from handlers.pricing_agent.sources.keys import Key
from handlers.pricing_agent.sources.pricecharting import PriceCharting
from handlers.pricing_agent.sources.source import Source
from handlers.pricing_agent.sources.tcgplayer import tcgplayer
from handlers.pricing_agent.sources.web import web
from handlers.shared.clock import Clock
from handlers.shared.secrets import Secrets


def sources(settings: Settings, secrets: Secrets, clock: Clock) -> tuple[Source, ...]:
    """Return the sources at the addresses of the settings, each with a circuit breaker of its own."""
    return (
        tcgplayer(web(settings.tcgplayer_url), Key(secrets, settings.tcgplayer_secret), clock),
        PriceCharting(web(settings.pricecharting_url), Key(secrets, settings.pricecharting_secret)),
        ebay(web(settings.ebay_url), Key(secrets, settings.ebay_secret), clock),
    )
