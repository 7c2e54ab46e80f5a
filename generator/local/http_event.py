"""The event of a request, and the answer that a function's result means: payload format 2.0.

From "Create AWS Lambda proxy integrations for HTTP APIs" of the Amazon API Gateway developer guide (November 2026).
"""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from generator.local.substrate import Request, Response

_MOST_LETTERS = 20  # of a text that is shown
_TEXT = ("text/", "application/json", "application/xml", "application/javascript", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the API adds to a request. domain: of the API. source: the client's address. trace_id: what a function gets."""

    account: str
    api_id: str
    domain: str
    source: str
    request_id: str
    trace_id: str = ""


def event(
    request: Request, route_key: str, parameters: Mapping[str, str], authorizer: Mapping[str, Any], asked: Asked
) -> dict[str, Any]:
    """Return the event of a request; what it lacks is left out."""
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    cookies = [cookie.strip() for cookie in request.headers.get("cookie", "").split(";") if cookie.strip()]
    is_text = _is_text(request)
    path = unquote(request.path)
    now = time.time()
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": asked.account,
            "apiId": asked.api_id,
            "domainName": asked.domain,
            "domainPrefix": asked.domain.partition(".")[0],
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": asked.source,
                "userAgent": request.headers.get("user-agent", ""),
            },
            "requestId": asked.request_id,
            "routeKey": route_key,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": bool(request.body) and not is_text,
    }
    if authorizer:
        made["requestContext"]["authorizer"] = dict(authorizer)
    if cookies:
        made["cookies"] = cookies
    if query := _joined(request.query):
        made["queryStringParameters"] = query
    if parameters:
        made["pathParameters"] = dict(parameters)
    if request.body:
        made["body"] = request.body.decode() if is_text else base64.b64encode(request.body).decode()
    return made


def answer(payload: bytes) -> Response | str:
    """Return the response that a result means, or why API Gateway would find it malformed.

    A result without a status code is the body itself, as JSON with status 200.
    """
    result = json.loads(payload)
    if not isinstance(result, dict) or "statusCode" not in result:
        text = result if isinstance(result, str) else json.dumps(result, separators=(",", ":"))
        return Response(200, {"content-type": "application/json"}, text.encode())
    if wrong := _wrong(result):
        return wrong
    headers = {str(name).lower(): _header(value) for name, value in (result.get("headers") or {}).items()}
    headers.setdefault("content-type", "text/plain; charset=utf-8")
    body = result.get("body") or ""
    try:
        content = base64.b64decode(body) if result.get("isBase64Encoded") else body.encode()
    except ValueError:
        return '"body" is no Base64, which "isBase64Encoded" says it is'
    if cookies := result.get("cookies"):
        headers["set-cookie"] = "\n".join(map(str, cookies))
    return Response(result["statusCode"], headers, content)


def _wrong(result: Mapping[str, Any]) -> str:
    """Return what has another shape than API Gateway takes, and the shape that it takes; empty where all is right."""
    status, body = result["statusCode"], result.get("body")
    if type(status) is not int:
        return f'"statusCode" is {_kind(status)}; API Gateway takes a number, such as 200'
    if not 100 <= status <= 599:  # noqa: PLR2004 - HTTP's range
        return f'"statusCode" is {status}; API Gateway takes a number from 100 to 599'
    if body is not None and not isinstance(body, str):
        return f'"body" is {_kind(body)}; API Gateway takes a text, such as json.dumps makes'
    if not isinstance(result.get("headers") or {}, dict):
        return f'"headers" is {_kind(result["headers"])}; API Gateway takes a mapping from names to texts'
    if not isinstance(result.get("cookies") or [], list):
        return f'"cookies" is {_kind(result["cookies"])}; API Gateway takes a list of texts'
    return ""


def _kind(value: object) -> str:
    """Return what a value of JSON is in a person's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {json.dumps(value)}" if len(value) <= _MOST_LETTERS else "a text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"the number {value}"


def _header(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_text(request: Request) -> bool:
    """Tell whether a body goes to the function as text: its type says so, and it is one."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if not (kind.startswith(_TEXT) or kind.endswith(("+json", "+xml"))):
        return False
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _joined(query: str) -> dict[str, str]:
    """Return the parameters of a query; one that is repeated has its values joined by commas."""
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace"):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined
