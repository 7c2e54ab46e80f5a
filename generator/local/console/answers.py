"""Answers the console's requests: its files, and JSON for what the page asks."""

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from botocore.exceptions import ClientError

from generator.graphs.svg import STYLE
from generator.local.console import executions, figures, kept, pictures
from generator.local.host import Host
from generator.local.substrate import Request, Response

OWN = "/_console"
_PAGE = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FILES = frozenset(path.name for path in _PAGE.iterdir() if path.suffix in _TYPES)
# The drawings' own style is the only one that stands in the page itself.
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{_STYLE_HASH}'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
_NOT_FOUND, _NOT_ALLOWED = 404, 405


def is_own(path: str) -> bool:
    """Tell whether a path is the console's."""
    return path == OWN or path.startswith(f"{OWN}/")


def answer(host: Host, request: Request) -> Response:
    """Answer one request."""
    if request.method != "GET":
        return _json({"message": "the console only looks"}, _NOT_ALLOWED)
    asked = parse_qs(request.query)
    match request.path.removeprefix(OWN).strip("/").split("/"):
        case [""]:
            return _file("index.html")
        case [name] if name in _FILES:
            return _file(name)
        case ["api", *words]:
            found = _found(host, [unquote(word) for word in words], asked)
            return _json({"message": "not found"}, _NOT_FOUND) if found is None else _json(found)
        case _:
            return _json({"message": "not found"}, _NOT_FOUND)


def _found(host: Host, words: list[str], asked: Mapping[str, list[str]]) -> object:
    """Return what one part of the page asks for; None where there is no such thing."""
    match words:
        case ["system"]:
            return system(host)
        case ["entry", number] if number.isdecimal():
            entry = host.gateway.journal.entry(int(number))
            return entry and {**entry.as_json(), "details": entry.details}
        case ["execution", arn]:
            return _execution(host, arn)
        case ["queues"]:
            return kept.queues(host)
        case ["logs"]:
            return kept.logs(host, asked.get("word", []), asked.get("function", [""])[0])
        case ["metrics"]:
            return figures.metrics(host)
        case ["alarms"]:
            return figures.alarms(host)
        case _:
            return None


def system(host: Host) -> dict[str, Any]:
    """Return what does not change while a stack runs: its things, and the drawings."""
    stack, text = host.stack, host.values.text
    picture, arrows = pictures.system(stack)
    return {
        **host.about(),
        "title": stack.tree["system"].get("title", stack.names.system),
        "picture": picture,
        "arrows": arrows,
        "machines": {one.name: pictures.states(one, stack) for one in stack.workflows.values()},
        "things": [
            {"key": one.reference, "name": one.name, "arn": text(one.arn), "about": one.entry.get("description", "")}
            for one in stack.things.values()
        ],
        "routes": [{"route": one.key, "target": one.target.reference} for one in stack.routes.values()],
        "rules": {rule.key: f"{bus.thing.reference}.rules.{rule.key}" for bus in stack.buses.values() for rule in bus.rules.values()},
        "workflows": {one.name: one.thing.reference for one in stack.workflows.values()},
    }  # fmt: skip


def _execution(host: Host, arn: str) -> object:
    try:
        return executions.execution(arn, host.looking)
    except ClientError:
        return None


def _file(name: str) -> Response:
    path = _PAGE / name
    return Response(200, {**_HEADERS, "content-type": _TYPES[path.suffix]}, path.read_bytes())


def _json(body: object, status: int = 200) -> Response:
    return Response(status, {**_HEADERS, "content-type": "application/json"}, json.dumps(body).encode())
