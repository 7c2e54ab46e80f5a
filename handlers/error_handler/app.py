"""What a failed valuation ends in: its input and its error in, nothing lost."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from handlers.error_handler import logic
from handlers.shared import clients, clock, log, settings, task
from handlers.shared.table import Table

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
SQS: "SQSClient" = clients.client("sqs")


def handler(event: Mapping[str, Any], _context: object) -> Mapping[str, Any]:
    """Answer with what was kept."""
    failure = logic.read_failure(event)
    with log.operation("error_handler", **task.callers(failure.input)) as line:
        line |= {"error": failure.error, "execution": failure.execution}
        return task.busy_by_name(lambda: logic.settle(SQS, TABLE, SETTINGS, failure, clock.now()))
