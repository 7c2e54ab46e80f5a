"""`GET /healthz`: says that the API is up, without asking any other service."""

from http import HTTPStatus

from handlers.healthz import logic
from handlers.shared import http


@http.endpoint("healthz")
def handler(_request: http.Request) -> http.Answer:
    """Answer with a constant."""
    return http.Answer(HTTPStatus.OK, logic.HEALTHY)
