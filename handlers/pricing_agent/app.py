"""Agent of the valuation: a feature envelope in, what the card is worth out."""

import os
from collections.abc import Mapping
from typing import Any

from handlers.pricing_agent import logic
from handlers.pricing_agent.cache import Cache
from handlers.pricing_agent.sources import every
from handlers.shared import clients, clock, features, settings
from handlers.shared.secrets import Secrets
from handlers.shared.table import Table
from handlers.shared.task import Input, task
from handlers.shared.valuations import Run

SETTINGS = settings.read(logic.Settings, os.environ)
CACHE = Cache(Table(clients.client("dynamodb"), SETTINGS.table_name), clock.now, SETTINGS.cache_seconds)
SOURCES = every.sources(SETTINGS, Secrets(clients.client("secretsmanager"), clock.now), clock.now)


@task("pricing_agent")
def handler(_run: Run, event: Input) -> Mapping[str, Any]:
    """Answer with the finding."""
    return logic.price(SOURCES, CACHE, logic.card(features.read(event)))
