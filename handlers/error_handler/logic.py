"""A failed valuation: kept with its input, so that it can be run again, shown on its card, and the card let go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from handlers.shared import failures
from handlers.shared.clock import timestamp
from handlers.shared.items import FAILED, card_key, lock_key
from handlers.shared.table import Table
from handlers.shared.task import read_run
from handlers.shared.valuations import Run
from handlers.shared.writes import Update, release_lock, update

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LONGEST_CAUSE = 20_000  # characters; a message may have 262 144 bytes

# What the owner of a card reads; what else goes wrong is not the owner's to mend.
_IN_WORDS: Mapping[str, str] = {
    failures.ImageUnreadable.__name__: "The image is missing or cannot be read; upload another one.",
    failures.CardNotRecognized.__name__: "No card was recognized on the image; upload another one.",
    failures.NoPricesFound.__name__: "No prices were found for this card.",
}
_OTHERWISE = "The valuation failed; try again later."


@dataclass(frozen=True, slots=True)
class Settings:
    """Where cards are, and where failures wait for a redrive."""

    table_name: str
    dead_letters_url: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed execution. input: what started it, unchanged; error: the name that was caught."""

    input: Any
    execution: str
    error: str
    cause: str

    @property
    def run(self) -> Run | None:
        """The run that failed; None where the input names none, which may be why it failed."""
        try:
            return read_run(self.input) if isinstance(self.input, dict) else None
        except failures.InvalidRequest:
            return None


def read_failure(event: Mapping[str, Any]) -> Failure:
    """Return the failure that the workflow hands over."""
    error = event["error"]
    return Failure(event["input"], str(event["execution"]), str(error["Error"]), str(error.get("Cause", "")))


def settle(sqs: "SQSClient", table: Table, settings: Settings, failure: Failure, now: datetime) -> dict[str, Any]:
    """Keep a failure, show it, and return what was kept.

    Keeping goes first: a table that does not answer may be why the valuation failed.
    """
    kept = message(failure, now)
    sqs.send_message(QueueUrl=settings.dead_letters_url, MessageBody=json.dumps(kept))
    mark(table, failure, now)
    return kept


def message(failure: Failure, now: datetime) -> dict[str, Any]:
    """Return what waits for a redrive: the spec's ValuationFailure."""
    given = failure.input if isinstance(failure.input, dict) else {}
    return {
        "correlationId": str(given.get("requestId", failure.execution)),
        "execution": failure.execution,
        "error": failure.error,
        "cause": failure.cause[:_LONGEST_CAUSE],
        "failedAt": timestamp(now),
        "input": failure.input,
    }


def mark(table: Table, failure: Failure, now: datetime) -> None:
    """Say on the card that its valuation failed, unless this run has stored one, and let the next one start."""
    if (run := failure.run) is None:
        return
    values = {":status": FAILED, ":failure": in_words(failure.error), ":run": run.request_id}
    not_stored = "attribute_exists(PK) AND (attribute_not_exists(valuationId) OR valuationId <> :run)"
    change = "SET #status = :status, failure = :failure"
    update(table, Update(card_key(run.user_id, run.card_id), change, not_stored, values, {"#status": "status"}))
    lock = lock_key(run.user_id, run.card_id)
    release_lock(table, lock, request_id=run.request_id, now=int(now.timestamp()))


def in_words(error: str) -> str:
    """Return what the owner of a card is told of an error."""
    return _IN_WORDS.get(error, _OTHERWISE)
