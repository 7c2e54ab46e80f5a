"""`POST /cards/{id}/revalue`: a card's id in, the valuation started out."""

import os
from http import HTTPStatus

from handlers.cards_revalue import logic
from handlers.shared import clients, clock, http, inputs, settings
from handlers.shared.table import Table
from handlers.shared.valuations import Valuations

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
VALUATIONS = Valuations(TABLE, clients.client("stepfunctions"), SETTINGS.workflow_arn, SETTINGS.lock_seconds)


@http.endpoint("cards_revalue")
def handler(request: http.Request) -> http.Answer:
    """Answer that a valuation has started; its end shows in the card."""
    wish = logic.Wish(request.user_id, inputs.card_id(request), request.id)
    return http.Answer(HTTPStatus.ACCEPTED, logic.revalue(TABLE, VALUATIONS, wish, clock.now()))
