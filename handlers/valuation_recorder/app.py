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
    with log.operation("valuation_recorder", request_id=str(event.get("id", "unknown")), user_id="unknown") as line:
        valued = events.read(event, logic.KIND)
        line |= {"requestId": valued.id, "userId": valued.user_id, "records": logic.record(TABLE, valued)}
