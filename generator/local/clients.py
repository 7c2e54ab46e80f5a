"""boto3 clients of the host itself: their requests go to the gateway directly, not over HTTP."""

from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from generator.local.principals import DEVELOPER_KEY
from generator.local.sessions import session
from generator.local.substrate import Request, Response

_UNCHECKED = "-"  # the gateway asks for the key's name only


class _Body:
    """A body as botocore reads one."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Any:
        yield self._body

    def read(self, _amount: int | None = None) -> bytes:
        body, self._body = self._body, b""
        return body


class Clients:
    """Clients of the services of one region, with the credentials of one who signs calls."""

    def __init__(self, region: str, answer: Callable[[Request], Response], access_key: str = DEVELOPER_KEY) -> None:
        self._session = session(aws_access_key_id=access_key, aws_secret_access_key=_UNCHECKED, region_name=region)
        self._answer = answer
        self._clients: dict[str, Any] = {}
        self._lock = Lock()

    def __call__(self, service: str) -> Any:
        """Return the client of a service, by botocore's name for it; made once."""
        with self._lock:
            if service not in self._clients:
                config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
                endpoint = "http://127.0.0.1"
                client = self._session.client(service, config=config, endpoint_url=endpoint)
                client.meta.events.register("before-send", self._send)
                self._clients[service] = client
            return self._clients[service]

    def _send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        address = urlsplit(request.url)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        response = self._answer(Request(request.method, address.path, address.query, headers, _bytes(request.body)))
        return AWSResponse(request.url, response.status, HTTPHeaders.from_dict(response.headers), _Body(response.body))


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode()


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else bytes(body.read())
