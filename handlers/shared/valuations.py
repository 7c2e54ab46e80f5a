"""Starting a valuation, at most one at a time for each card.

A lock item goes first: neither Express executions nor two users' clicks are told apart by name. It is short-lived
(`starting`) until the execution is known to have started, so that a crash in between blocks the card for seconds, and
then held (`running`) for as long as a valuation may take. Whoever ends the run may release it early by setting
`expiresAt` to now where `requestId` is the run's own. Should the crash come right after the start, a second run is
possible; what it writes is idempotent.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from handlers.shared.items import Item, lock_key
from handlers.shared.table import Table

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

START_SECONDS = 30  # longer than a function that is about to start one may live


@dataclass(frozen=True, slots=True)
class Run:
    """One valuation to be: the members of ValuationRequest."""

    card_id: str
    user_id: str
    image_key: str
    request_id: str

    @property
    def name(self) -> str:
        """The execution's name: it leads from the card and from the request's log line to the execution's."""
        return f"{self.card_id}_{re.sub('[^0-9A-Za-z-]', '', self.request_id)}"[:80]


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps a card from being valued now, for `seconds` at most; its run has `started`, or is about to."""

    started: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Valuations:
    """The workflow, and the locks that guard it; `lock_seconds` is longer than any run lasts."""

    table: Table
    client: "SFNClient"
    workflow_arn: str
    lock_seconds: int

    def start(self, run: Run, now: datetime) -> Lock | None:
        """Start a run and return None, or return the lock that is in its way."""
        seconds = int(now.timestamp())
        if held := self._take(run, seconds):
            return Lock(held["state"] == "running", max(1, int(held["expiresAt"]) - seconds))
        try:
            self._execute(run)
        except ClientError:
            # It was refused: the next request may try at once. After a timeout nobody knows, and the lock runs out.
            self._put(run, "refused", seconds)
            raise
        self._put(run, "running", seconds + self.lock_seconds)
        return None

    def _take(self, run: Run, now: int) -> Item | None:
        lock = _lock(run, "starting", now + START_SECONDS)
        return self.table.put_unless_there(lock, unless="expiresAt > :now", values={":now": now})

    def _put(self, run: Run, state: str, expires_at: int) -> None:
        others = {":requestId": run.request_id}
        self.table.put_unless_there(_lock(run, state, expires_at), unless="requestId <> :requestId", values=others)

    def _execute(self, run: Run) -> None:
        request = {
            "cardId": run.card_id,
            "userId": run.user_id,
            "imageKey": run.image_key,
            "requestId": run.request_id,
        }
        self.client.start_execution(stateMachineArn=self.workflow_arn, name=run.name, input=json.dumps(request))


def _lock(run: Run, state: str, expires_at: int) -> Item:
    key = lock_key(run.user_id, run.card_id)
    return {**key, "requestId": run.request_id, "state": state, "expiresAt": expires_at}
