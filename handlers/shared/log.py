"""One structured line for each call: timestamp, level, requestId, userId, operation, duration (ms), status."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Logger

LOGGER = Logger(
    datefmt="%Y-%m-%dT%H:%M:%S.%FZ",
    utc=True,
    log_record_order=["timestamp", "level", "requestId", "userId", "operation", "duration", "status"],
)


@contextmanager
def operation(name: str, *, request_id: str, user_id: str) -> Iterator[dict[str, Any]]:
    """Log one line when the block ends; what the block puts into the yielded fields goes into the line.

    Its `status` is `success` unless the block names another. An exception is logged as `error`, with its traceback,
    and goes on: nobody further out needs to log it again.
    """
    fields: dict[str, Any] = {"requestId": request_id, "userId": user_id, "operation": name}
    started = time.perf_counter()
    try:
        yield fields
    except Exception:
        LOGGER.exception(name, extra=fields | {"duration": _milliseconds_since(started), "status": "error"})
        raise
    LOGGER.info(name, extra={"status": "success"} | fields | {"duration": _milliseconds_since(started)})


def _milliseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
