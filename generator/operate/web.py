"""One HTTP request with its limits: no redirect is followed, and nothing waits for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_CONNECT_S, _READ_S = 10, 30  # an HTTP API ends a request after 30 s (API Gateway quotas)


class WebError(Exception):
    """No answer came; the message is for a person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


def ask(method: str, url: str, headers: Mapping[str, str] = MappingProxyType({}), body: bytes | None = None) -> Answer:
    """Send a request and return the answer; raises WebError."""
    import urllib3
    from urllib3.exceptions import HTTPError, LocationValueError

    limits = urllib3.Timeout(connect=_CONNECT_S, read=_READ_S)
    try:
        with urllib3.PoolManager(retries=False, timeout=limits) as pool:
            answer = pool.request(method, url, headers=dict(headers), body=body, redirect=False)
    except (HTTPError, LocationValueError) as error:
        raise WebError(f"no answer from {url}: {error}") from error
    return Answer(answer.status, answer.data)
