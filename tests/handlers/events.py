"""Requests as API Gateway hands them to functions: payload format 2.0, whole."""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

ROUTES = ("/cards/{id}/revalue", "/cards/{id}", "/cards", "/upload/presign", "/healthz")


def request(
    method: str, path: str, *, user: str | None = None, body: object = None, **parts: Mapping[str, str]
) -> dict[str, Any]:
    """Return the event of a request; a `body` that is text is sent as it is, any other as JSON.

    parts: `headers`, `query`, and `claims` instead of a `user`.
    """
    query = parts.get("query", {})
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": f"{method} {route(path)}",
        "rawPath": path,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
        "headers": {
            "accept": "*/*",
            "host": "api.example.com",
            "x-forwarded-proto": "https",
            **parts.get("headers", {}),
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "api.example.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "t"},
            "requestId": f"{uuid4().hex[:15]}=",
            "routeKey": f"{method} {route(path)}",
            "stage": "$default",
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1773342238000,
        },
        "isBase64Encoded": False,
    }
    if claims := token_of(user) if user else parts.get("claims"):
        event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    if query:
        event["queryStringParameters"] = dict(query)
    if named := re.fullmatch(r"/cards/(?P<id>[^/]*)(/revalue)?", path):
        event["pathParameters"] = {"id": named["id"]}
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    return event


def route(path: str) -> str:
    return next((r for r in ROUTES if re.fullmatch(r.replace("{id}", "[^/]*"), path)), "$default")


def token_of(user: str) -> dict[str, str]:
    """Return the claims of a Cognito access token, every one a text."""
    return {
        "sub": user,
        "cognito:groups": "[collectors]",
        "client_id": "2fg6mkqn3ob6o7e5b1pd1b6eq9",
        "exp": "1773345838",
        "iat": "1773342238",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example",
        "scope": "openid email",
        "token_use": "access",
    }
