"""`GET /cards`: a cursor in, a page of cards out."""

import os
from http import HTTPStatus

from handlers.cards_list import logic
from handlers.shared import clients, clock, http, settings
from handlers.shared.secrets import Secrets
from handlers.shared.table import Table

SETTINGS = settings.read(logic.Settings, os.environ)
TABLE = Table(clients.client("dynamodb"), SETTINGS.table_name)
SECRETS = Secrets(clients.client("secretsmanager"), clock.now)


@http.endpoint("cards_list")
def handler(request: http.Request) -> http.Answer:
    """Answer with a page of the caller's cards."""
    listing = logic.read_listing(request)
    page = logic.page(TABLE, SETTINGS.index_name, listing, signing_key=lambda: SECRETS.read(SETTINGS.cursor_secret))
    return http.Answer(HTTPStatus.OK, page)
