"""Tasks of the workflow: a ValuationRequest and what tasks before have found in, a finding out."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.shared import items, log
from handlers.shared.busy import is_busy
from handlers.shared.failures import InvalidRequest, ServiceBusy
from handlers.shared.valuations import Run

Input = Mapping[str, Any]
Work = Callable[[Run, Input], Mapping[str, Any]]
Handler = Callable[[dict[str, Any], object], Mapping[str, Any]]

_MEMBERS = ("cardId", "userId", "imageKey", "requestId")


def task(operation: str) -> Callable[[Work], Handler]:
    """Make a function of a run into a Lambda handler that logs one line and fails by the names of `failures`."""

    def decorate(work: Work) -> Handler:
        @wraps(work)
        def handler(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
            with log.operation(operation, **callers(event)):
                return busy_by_name(lambda: work(read_run(event), event))

        return handler

    return decorate


def read_run(event: Input) -> Run:
    """Return the run that a task's input is about."""
    values = [event.get(name) for name in _MEMBERS]
    wrong = [n for n, v in zip(_MEMBERS, values, strict=True) if not isinstance(v, str) or not v]
    if wrong:
        raise InvalidRequest(f"the input must have these texts: {', '.join(wrong)}")
    card_id, user_id, image_key, request_id = map(str, values)
    if not items.is_image_key(user_id, image_key):
        raise InvalidRequest("imageKey must be a key that an upload of this user was signed for")
    return Run(card_id, user_id, image_key, request_id)


def callers(event: object) -> dict[str, str]:
    """Return whose call it is, for the log line, however broken the input."""
    known = event if isinstance(event, dict) else {}
    return {"request_id": str(known.get("requestId", "unknown")), "user_id": str(known.get("userId", "unknown"))}


def busy_by_name(work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Do some work; where a service was busy, fail with the name that the workflow knows."""
    try:
        return work()
    except (BotoCoreError, ClientError) as error:
        if is_busy(error):
            raise ServiceBusy(str(error)) from error
        raise
