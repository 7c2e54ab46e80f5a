"""`GET /cards/{id}`: a card's id in, the card out."""

import os
from http import HTTPStatus

from handlers.cards_get import logic
from handlers.shared import clients, clock, http, inputs, settings
from handlers.shared.table import Table

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)


@http.endpoint("cards_get")
def handler(request: http.Request) -> http.Answer:
    """Answer with one card of the caller's."""
    card = logic.read_card(TABLE, user_id=request.user_id, card_id=inputs.card_id(request), now=clock.now())
    return http.Answer(HTTPStatus.OK, card)
