"""`DELETE /cards/{id}`: a card's id in, what was deleted out."""

import os
from http import HTTPStatus
from typing import TYPE_CHECKING

from handlers.cards_delete import logic
from handlers.shared import clients, http, inputs, settings
from handlers.shared.table import Table

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
S3: "S3Client" = clients.client("s3")


@http.endpoint("cards_delete")
def handler(request: http.Request) -> http.Answer:
    """Answer with what was deleted, and what is marked for deletion."""
    card_id = inputs.card_id(request)
    deleted = logic.delete(TABLE, S3, SETTINGS.uploads_bucket, user_id=request.user_id, card_id=card_id)
    return http.Answer(HTTPStatus.OK, deleted)
