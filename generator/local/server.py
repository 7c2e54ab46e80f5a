"""The two addresses of a running stack: its HTTP API with the developer's own pages under `/_dev`, and its AWS endpoint."""

import asyncio
import contextlib
import json
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from anyio import CapacityLimiter, to_thread
from starlette.requests import Request as Incoming
from starlette.responses import Response as Outgoing

from generator.local.console import answers
from generator.local.host import Host
from generator.local.http_api import MOST_BYTES
from generator.local.substrate import Request, Response

# Calls wait for one another (a request for a function, that for its calls of AWS), so no small number may bound them.
_THREADS = 1_000
_KEEP_ALIVE_S = 75  # an SDK takes up a connection again that has been idle for a while
_MOST_AWS_BYTES = 64 * 1024 * 1024
_LONGEST_WAIT_S = 25
OWN = "/_dev/"
_NAMES = frozenset({"127.0.0.1", "localhost"})

Scope = MutableMapping[str, Any]
Send = Callable[[Any], Awaitable[None]]
Receive = Callable[[], Awaitable[Any]]


def bound(port: int) -> socket.socket:
    """Return a socket that listens on this machine only; raise OSError where the port is in use."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        raise
    return made


def run(host: Host, api: socket.socket, aws: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until the process is told to end. ready: called once both addresses answer."""
    asyncio.run(_serve(host, api, aws, ready))


class _Server(uvicorn.Server):
    """A server that leaves signals to us, and starts and stops the host."""

    host: Host
    ready: Callable[[], None]

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.host.start()
        await to_thread.run_sync(self.ready)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Functions first: what waits for them then ends by itself.
        await to_thread.run_sync(self.host.stop)
        await super().shutdown(sockets)


async def _serve(host: Host, api: socket.socket, aws: socket.socket, ready: Callable[[], None]) -> None:
    edge = _Edge(host, api.getsockname()[1])
    config = uvicorn.Config(
        edge,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    server = _Server(config)
    server.host, server.ready = host, ready
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    await server.serve(sockets=[api, aws])


class _Edge:
    """Where HTTP comes in: bodies are read up to a limit, and everything is worked on in threads."""

    def __init__(self, host: Host, api_port: int) -> None:
        self._host = host
        self._api_port = api_port
        self._limiter = CapacityLimiter(_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        incoming = Incoming(scope, receive)
        is_api = scope["server"][1] == self._api_port
        request = await _read(incoming, MOST_BYTES if is_api else _MOST_AWS_BYTES)
        if (words := _stranger(request, own=is_api and request.path.startswith(OWN))) is not None:
            work = partial(_json, {"message": words}, 403)
        elif not is_api:
            work = partial(self._host.gateway.answer, request)
        elif request.path.startswith(OWN):
            work = partial(self._own, request)
        elif answers.is_own(request.path):
            work = partial(answers.answer, self._host, request)
        elif self._host.api is None:
            work = partial(
                Response, 404, {"content-type": "application/json"}, b'{"message": "this system has no API"}'
            )
        else:
            source = incoming.client.host if incoming.client else ""
            work = partial(self._host.api.answer, request, source)
        response = await to_thread.run_sync(work, limiter=self._limiter)
        await _outgoing(response)(scope, receive, send)

    def _own(self, request: Request) -> Response:
        """Answer the developer's own requests."""
        match request.method, request.path.removeprefix(OWN).split("/"):
            case "GET", ["about"]:
                return _json(self._host.about())
            case "GET", ["faults"]:
                return _json(self._host.gateway.faults.listed())
            case "DELETE", ["faults"]:
                self._host.gateway.faults.clear()
                return _json([])
            case "POST", ["faults"]:
                return self._fault(request)
            case "POST", ["withheld"]:
                return self._withhold(request)
            case "DELETE", ["withheld"]:
                self._host.give_back()
                return _json({})
            case "GET", ["alarms"]:
                return _json(dict(self._host.alarms.states))
            case "GET", ["journal"]:
                return self._journal(request)
            case "POST", ["schedules", key] if key in self._host.schedules.schedules:
                self._host.schedules.fire(key)
                return _json({"started": key})
            case _:
                return _json({"message": "not found"}, 404)

    def _journal(self, request: Request) -> Response:
        """Answer with the entries after `after`, waiting at most `wait` seconds for the first of them."""
        asked = dict(parse_qsl(request.query))
        try:
            after, wait_s = int(asked.get("after", "0")), int(asked.get("wait", "0"))
        except ValueError:
            return _json({"message": "after and wait are numbers"}, 400)
        entries = self._host.gateway.journal.after(after, min(wait_s, _LONGEST_WAIT_S))
        return _json([entry.as_json() for entry in entries])

    def _fault(self, request: Request) -> Response:
        try:
            return _json(self._host.gateway.faults.ask(json.loads(request.body)).as_json())
        except (TypeError, ValueError) as error:
            return _json({"message": f"no fault can be asked for like this: {error}"}, 400)

    def _withhold(self, request: Request) -> Response:
        try:
            wanted = json.loads(request.body)
            self._host.withhold(wanted["function"], wanted["grant"], wanted["action"])
        except (LookupError, TypeError, ValueError) as error:
            return _json({"message": f"there is no such grant: {error}"}, 400)
        return _json(wanted)


def _stranger(request: Request, *, own: bool) -> str | None:
    """Return why a request is not this machine's user's; None where it may be. own: it is for the developer's own pages.

    A page on the web can have its name point to 127.0.0.1, and then read answers; it can send forms to any address. The browser
    tells of both, by `Host` and `Origin`.
    """
    host = request.headers.get("host", "")
    name = host.rpartition(":")[0] if ":" in host else host
    if name not in _NAMES:
        return f'this system is asked as {" or ".join(sorted(_NAMES))}, and not as "{name}"'
    origin = request.headers.get("origin")
    if own and origin is not None and origin != f"http://{host}":
        return f"pages of {origin} may not ask for this"
    return None


def _json(body: object, status: int = 200) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


def _outgoing(response: Response) -> Outgoing:
    headers = {name: value for name, value in response.headers.items() if name not in ("content-length", "set-cookie")}
    made = Outgoing(response.body, response.status, headers)
    if "content-type" not in response.headers:
        made.headers["content-type"] = "application/octet-stream"
    for cookie in filter(None, response.headers.get("set-cookie", "").split("\n")):
        made.headers.append("set-cookie", cookie)
    return made


async def _read(incoming: Incoming, most: int) -> Request:
    """Return a request with its body; of one that is too large, just so much that this shows."""
    body = bytearray()
    async for piece in incoming.stream():
        body += piece
        if len(body) > most:
            break
    headers: dict[str, str] = {}
    for name, value in incoming.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    path = incoming.scope["raw_path"].decode("latin-1").partition("?")[0]
    return Request(incoming.method, path, incoming.url.query, headers, bytes(body))
