"""What AWS's services keep: moto in this process, asked with requests as AWS gets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.models import botocore_stubber

# Of these only one request is worked on at a time: moto's conditional writes are not safe between threads, nor is a list of
# executions while one is added to it.
_ONE_AT_A_TIME = frozenset({"dynamodb", "s3", "secretsmanager", "states"})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to a service. path: as it was sent, still quoted. headers: names in small letters."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer. headers: names in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Substrate:
    """All services that moto has, in one region."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._locks = {service: Lock() for service in _ONE_AT_A_TIME}

    def ask(self, service: str, request: Request) -> Response:
        """Return a service's answer. service: its endpoint's name, such as `states`."""
        lock = self._locks.get(service)
        if lock is None:
            return self._ask(service, request)
        with lock:
            return self._ask(service, request)

    def _ask(self, service: str, request: Request) -> Response:
        host = f"{service}.{self._region}.amazonaws.com"
        headers = HTTPHeaders()
        for name, value in {**request.headers, "host": host}.items():
            headers[name] = value
        url = f"https://{host}{request.path}" + (f"?{request.query}" if request.query else "")
        prepared = AWSPreparedRequest(request.method, url, headers, request.body, stream_output=False)
        answer = botocore_stubber.process_request(prepared)
        if answer is None:
            return Response(404, {}, b"")
        status, answered, body = answer
        return Response(
            int(status),
            {str(name).lower(): str(value) for name, value in answered.items()},
            body.encode() if isinstance(body, str) else bytes(body),
        )
