"""HTTP as API Gateway speaks it to functions: payload format 2.0 in, JSON out."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from http import HTTPStatus
from typing import Any, Self

from handlers.shared import log, problem
from handlers.shared.problem import Problem

# What may stand in a key of the table and of the bucket without ending its part of the key.
_USER_ID = re.compile(r"[A-Za-z0-9-]{1,128}")


@dataclass(frozen=True, slots=True)
class Request:
    """One request: header names are lower-case, path parameters decoded, claims texts, a repeated parameter joined by commas."""

    id: str
    claims: Mapping[str, str]
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str
    is_base64: bool

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> Self:
        """Read an event of API Gateway; what a request lacks is left out of its event."""
        context = event["requestContext"]
        return cls(
            id=context["requestId"],
            claims=context.get("authorizer", {}).get("jwt", {}).get("claims", {}),
            path=event.get("pathParameters") or {},
            query=event.get("queryStringParameters") or {},
            headers=event.get("headers") or {},
            body=event.get("body") or "",
            is_base64=event.get("isBase64Encoded", False),
        )

    @property
    def user_id(self) -> str:
        """The token's `sub`, which everything the caller owns is filed under."""
        user_id = self.claims.get("sub", "")
        if not _USER_ID.fullmatch(user_id):
            raise Problem(HTTPStatus.UNAUTHORIZED, "The token names no user.")
        return user_id


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: a status and what becomes its JSON body."""

    status: HTTPStatus
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    def payload(self) -> dict[str, Any]:
        """Return the answer in API Gateway's form."""
        return {
            "statusCode": self.status.value,
            "headers": {"content-type": self.media_type, "cache-control": "no-store", **self.headers},
            "body": json.dumps(self.body, default=_json_number, allow_nan=False),
            "isBase64Encoded": False,
        }


Respond = Callable[[Request], Answer]
Handler = Callable[[dict[str, Any], object], dict[str, Any]]


def endpoint(operation: str) -> Callable[[Respond], Handler]:
    """Make a function of a request into a Lambda handler that logs one line and always answers.

    A `Problem` becomes its problem details. Any other exception is logged and becomes a plain 500 or, when a service
    is busy, 503.
    """

    def decorate(respond: Respond) -> Handler:
        @wraps(respond)
        def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
            request = Request.from_event(event)
            try:
                return _logged(operation, respond, request)
            except Exception as error:  # noqa: BLE001 - the boundary: it is logged, and nothing internal may leak
                return _refusal(problem.unexpected(error), request).payload()

        return handler

    return decorate


def _logged(operation: str, respond: Respond, request: Request) -> dict[str, Any]:
    with log.operation(operation, request_id=request.id, user_id=request.claims.get("sub", "anonymous")) as line:
        try:
            answer = respond(request)
        except Problem as refused:
            answer = _refusal(refused, request)
            line |= {"status": "refused", "reason": refused.detail}
        line["httpStatus"] = answer.status.value
        return answer.payload()


def _refusal(refused: Problem, request: Request) -> Answer:
    return Answer(refused.status, refused.details(request.id), refused.headers(), "application/problem+json")


def _json_number(value: object) -> int | float:
    """Return a number of the table's as JSON has it."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} has no form in JSON")
    return int(value) if value == value.to_integral_value() else float(value)
