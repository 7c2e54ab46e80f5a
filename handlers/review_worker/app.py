"""Consumer of the queue of AuthenticityFlagged: messages in, those that could not be worked off out."""

import os
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from handlers.review_worker import logic
from handlers.shared import clients, events, log, settings
from handlers.shared.table import Table

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
PROCESSOR = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)


def handler(event: dict[str, Any], _context: object) -> "PartialItemFailureResponse":
    """Answer with the messages that have to come again."""
    return process_partial_response(event, _work_off, PROCESSOR)


def _work_off(record: "SQSRecord") -> None:
    with log.operation("review_worker", request_id=record.message_id, user_id="unknown") as line:
        flagged = events.read(record.json_body, logic.KIND)
        line |= {"requestId": flagged.id, "userId": flagged.user_id, "opened": logic.open_review(TABLE, flagged)}
