"""`POST /cards`: a card in, the registered card out."""

import os
from http import HTTPStatus

from handlers.cards_create import logic
from handlers.shared import clients, clock, http, settings
from handlers.shared.table import Table
from handlers.shared.valuations import Valuations

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
VALUATIONS = Valuations(TABLE, clients.client("stepfunctions"), SETTINGS.workflow_arn, SETTINGS.lock_seconds)


@http.endpoint("cards_create")
def handler(request: http.Request) -> http.Answer:
    """Answer with the card, new or registered before with the same idempotency key."""
    new = logic.read_card(request)
    card = logic.create(TABLE, VALUATIONS, new, request_id=request.id, now=clock.now())
    return http.Answer(HTTPStatus.CREATED, card, {"location": f"/cards/{card['cardId']}"})
