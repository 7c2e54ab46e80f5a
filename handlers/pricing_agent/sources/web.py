"""JSON over HTTP from a service that may be slow, broken or away.

Timeout and retry with jitter are urllib3's, which botocore has loaded already; the circuit breaker is pybreaker's. Keys
travel in URLs and headers, so neither stands in an error or a log line.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import urllib3
from pybreaker import CircuitBreaker, CircuitBreakerError
from urllib3.exceptions import HTTPError, NewConnectionError, TimeoutError  # noqa: A004 - urllib3's own

from handlers.pricing_agent.sources.source import Down

BREAKS_AFTER = 5  # failed requests in a row
STAYS_BROKEN = timedelta(seconds=10)  # the workflow still tries again then

_BUSY = (429, 500, 502, 503, 504)
_TIMEOUT = urllib3.Timeout(connect=1, read=4)
_RETRIES = urllib3.Retry(
    total=2,
    redirect=0,
    status_forcelist=_BUSY,
    allowed_methods=None,  # all: none of ours changes anything
    backoff_factor=0.2,
    backoff_jitter=0.3,
    respect_retry_after_header=False,  # an hour is longer than a function lives
    raise_on_status=False,
    raise_on_redirect=False,
)

# It warns of each retry, with the URL.
logging.getLogger("urllib3").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Web:
    """One service. Its breaker lives as long as the execution environment."""

    pool: urllib3.PoolManager
    breaker: CircuitBreaker
    base_url: str

    def get(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """Return the JSON object at a path."""
        return self._ask("GET", path, fields, headers)

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Any:
        """Return the JSON object that answers a form."""
        return self._ask("POST", path, fields, headers)

    def _ask(self, method: str, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None) -> Any:
        try:
            return self.breaker.call(self._request, method, path, fields, headers)
        except CircuitBreakerError:
            raise Down("out of service a moment ago") from None

    def _request(self, method: str, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None) -> Any:
        options: Any = {} if method == "GET" else {"encode_multipart": False}
        try:
            response = self.pool.request(
                method, self.base_url + path, fields=dict(fields), headers=dict(headers or {}), **options
            )
        except HTTPError as error:
            raise Down(_reason(error)) from None
        if response.status != HTTPStatus.OK:
            raise Down(f"status {response.status}")
        return _object(response.data)


def web(base_url: str) -> Web:
    """Return a service at an address."""
    pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=_RETRIES)
    breaker = CircuitBreaker(BREAKS_AFTER, STAYS_BROKEN.total_seconds(), throw_new_error_on_trip=False)
    return Web(pool, breaker, base_url.rstrip("/"))


def _reason(error: HTTPError) -> str:
    cause = getattr(error, "reason", None) or error
    # urllib3 counts a connection that was refused among those that took too long.
    late = isinstance(cause, TimeoutError) and not isinstance(cause, NewConnectionError)
    return "no answer in time" if late else "no connection"


def _object(text: bytes) -> Any:
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Down("an answer that is not JSON") from None
    if not isinstance(value, dict):
        raise Down("an answer of another shape")
    return value


def _no_number(word: str) -> Any:
    raise ValueError(word)
