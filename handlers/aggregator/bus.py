"""Events that tell of a stored valuation. Their ids depend on the run alone: who has seen one knows it again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.aggregator.storage import Outcome
from handlers.shared.failures import ServiceBusy
from handlers.shared.valuations import Run

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

UPDATED, FLAGGED = "CardValuationUpdated", "AuthenticityFlagged"


@dataclass(frozen=True, slots=True)
class Bus:
    """One event bus. source: what events of this system name; flag_below_percent: which score makes a card suspicious."""

    client: "EventBridgeClient"
    name: str
    source: str
    flag_below_percent: int

    def tell(self, run: Run, outcome: Outcome) -> list[str]:
        """Put the events of an outcome on the bus and return their kinds; raise where it did not take every one."""
        details = {UPDATED: _updated(run, outcome)}
        if 100 * outcome.score < self.flag_below_percent:
            details[FLAGGED] = _flagged(run, outcome)
        answer = self.client.put_events(Entries=[self._entry(kind, detail) for kind, detail in details.items()])
        if answer["FailedEntryCount"]:
            reasons = sorted({entry.get("ErrorCode", "") for entry in answer["Entries"]} - {""})
            raise ServiceBusy(f"the bus did not take every event: {', '.join(reasons)}")
        return list(details)

    def _entry(self, kind: str, detail: Mapping[str, Any]) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self.name,
            "Source": self.source,
            "DetailType": kind,
            "Detail": json.dumps(detail, allow_nan=False),
        }


def _updated(run: Run, outcome: Outcome) -> dict[str, Any]:
    value = {"valueMedian": float(outcome.value_median), "currency": outcome.currency}
    return _common(run, outcome, UPDATED) | value


def _flagged(run: Run, outcome: Outcome) -> dict[str, Any]:
    return _common(run, outcome, FLAGGED) | {"score": float(outcome.score), "reasons": list(outcome.reasons)}


def _common(run: Run, outcome: Outcome, kind: str) -> dict[str, Any]:
    return {
        "eventId": f"{run.request_id}/{kind}",
        "cardId": run.card_id,
        "userId": run.user_id,
        "valuedAt": outcome.valued_at,
    }
