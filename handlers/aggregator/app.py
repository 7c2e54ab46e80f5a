"""Last task of the valuation: both agents' findings in, what was stored out."""

import os
from collections.abc import Mapping
from typing import Any

from handlers.aggregator import logic
from handlers.aggregator.bus import Bus
from handlers.shared import clients, clock, settings
from handlers.shared.table import Table
from handlers.shared.task import Input, task
from handlers.shared.valuations import Run

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
BUS = Bus(clients.client("events"), SETTINGS.bus_name, SETTINGS.event_source, SETTINGS.flag_below_percent)


@task("aggregator")
def handler(run: Run, event: Input) -> Mapping[str, Any]:
    """Answer with the card's new value."""
    return logic.settle(TABLE, BUS, run, logic.read_findings(event), clock.now())
