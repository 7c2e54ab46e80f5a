"""Every night: the sums by set and rarity."""

import os
from typing import Any

from handlers.shared import clients, clock, log, settings
from handlers.shared.table import Table
from handlers.value_analytics import logic

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb", read_seconds=10), SETTINGS.table_name)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer with how much was summed up."""
    with log.operation("value_analytics", request_id=str(event.get("id", "schedule")), user_id="system") as line:
        summed = logic.sum_up(TABLE, SETTINGS.index_name, clock.now())
        line.update(summed)
        return summed
