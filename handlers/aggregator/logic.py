"""The end of a valuation: stored once, told to the bus, and the card free for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from handlers.aggregator import storage
from handlers.aggregator.bus import Bus
from handlers.shared.failures import InvalidRequest
from handlers.shared.findings import AuthenticityFinding, PriceFinding
from handlers.shared.items import lock_key
from handlers.shared.table import Table
from handlers.shared.valuations import Run
from handlers.shared.writes import release_lock


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are, who is told, and below which score a card is flagged."""

    table_name: str
    bus_name: str
    event_source: str
    flag_below_percent: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What both agents found."""

    price: PriceFinding
    authenticity: AuthenticityFinding


def read_findings(event: Mapping[str, Any]) -> Findings:
    """Return the findings in a task's input: one object for each branch, in whatever order, by the agent's name."""
    branches = event.get("agents")
    known = [branch for branch in branches if isinstance(branch, dict)] if isinstance(branches, list) else []
    found = {name: finding for branch in known for name, finding in branch.items()}
    match found:
        case {"pricing": {"version": 1} as price, "authenticity": {"version": 1} as authenticity}:
            return Findings(cast("PriceFinding", price), cast("AuthenticityFinding", authenticity))
        case _:
            raise InvalidRequest("agents must be the findings of pricing and authenticity, of version 1")


def settle(table: Table, bus: Bus, run: Run, found: Findings, now: datetime) -> dict[str, Any]:
    """Store what was found and tell of it; done twice, it stores once and tells of the same thing twice."""
    new = storage.outcome(found.price, found.authenticity, now)
    stored = storage.store(table, run, new, found.price, now)
    events = bus.tell(run, stored) if stored else []
    lock = lock_key(run.user_id, run.card_id)
    release_lock(table, lock, request_id=run.request_id, now=int(now.timestamp()))
    value = {"valueMedian": float(stored.value_median), "currency": stored.currency} if stored else {}
    return {"cardId": run.card_id, "stored": stored is not None, "events": events, **value}
