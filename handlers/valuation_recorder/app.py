"""Consumer of CardValuationUpdated: an event in, the card's record values kept."""

import os
from typing import Any

from handlers.shared import clients, events, log, settings
from handlers.shared.table import Table
from handlers.valuation_recorder import logic

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)


def handler(event: dict[str, Any], _context: object) -> None:
    """Keep the value if it is the highest or the lowest of its card."""
    valued = events.read(event, "CardValuationUpdated")
    with log.operation("valuation_recorder", request_id=valued.id, user_id=valued.user_id) as line:
        line["records"] = logic.record(TABLE, valued)
