"""The HTTP API: routes, authorizers, CORS and throttling as API Gateway has them, functions and workflows behind.

Answers that the API gives by itself are API Gateway's own, word for word (seen on AWS; Amazon API Gateway developer guide, "Troubleshooting
issues with HTTP APIs" and "Quotas", November 2026).
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from generator.kinds.api import Api
from generator.kinds.route import Route
from generator.local import http_event, tokens
from generator.local.cors import Cors
from generator.local.delivery import Delivery
from generator.local.functions import Result, TooManyCallsError, new_trace_id, trace_root
from generator.local.http_event import Asked
from generator.local.http_routes import Match, Routes
from generator.local.invocations import Invocations
from generator.local.journal import Journal
from generator.local.metrics import Metrics
from generator.local.substrate import Request, Response
from generator.local.throttle import Throttles
from generator.local.tokens import Refusal, Tokens
from generator.scope import Thing, section_of

MOST_BYTES = 10 * 1024 * 1024
_SERVER_ERROR = 500


@dataclass
class HttpApi:
    """The API of one stack. domain: host and port that it is reached by."""

    api: Api
    account: str
    api_id: str
    domain: str
    routes: Routes
    tokens: Tokens | None
    cors: Cors
    throttles: Throttles
    invocations: Invocations
    delivery: Delivery
    journal: Journal
    metrics: Metrics

    def answer(self, request: Request, source: str) -> Response:
        """Answer one request. source: the client's address."""
        began = time.monotonic()
        asked = Asked(self.account, self.api_id, self.domain, source, str(uuid4()), new_trace_id())
        preflight = self.cors.preflight(request)
        match = None if preflight else self.routes.find(request.method, request.path)
        response = preflight or self.cors.applied(self._routed(request, match, asked), request)
        response = replace(response, headers={**response.headers, "apigw-requestid": asked.request_id})
        self._count(request, match, response, asked, (time.monotonic() - began) * 1000)
        return response

    def _routed(self, request: Request, match: Match | None, asked: Asked) -> Response:
        if match is None:
            return _message(404, "Not Found")
        if len(request.body) > MOST_BYTES:
            return _message(413, "Request Entity Too Large")
        if not self.throttles.take(match.route):
            return _message(429, "Too Many Requests")
        authorizer = self._authorized(request, match.route)
        if isinstance(authorizer, Refusal):
            return _refused(authorizer)
        if section_of(match.route.target) == "functions":
            return self._function(request, match, authorizer, asked)
        return self._service(request, match.route)

    def _authorized(self, request: Request, route: Route) -> Mapping[str, Any] | Refusal:
        match route.auth:
            case "jwt" if self.tokens is not None:
                claims = self.tokens.check(request.headers.get("authorization", ""), route.scopes)
                if isinstance(claims, Refusal):
                    return claims
                return {"jwt": {"claims": tokens.as_texts(claims), "scopes": list(route.scopes) or None}}
            case "iam":
                signed = request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256")
                return {"iam": {"accountId": self.account}} if signed else Refusal(403, "")
            case _:
                return {}

    def _function(self, request: Request, match: Match, authorizer: Mapping[str, Any], asked: Asked) -> Response:
        made = http_event.event(request, match.route.key, match.parameters, authorizer, asked)
        try:
            result = self.invocations.call(match.route.target.key, json.dumps(made).encode(), asked.trace_id)
        except TooManyCallsError:
            return _message(503, "Service Unavailable")
        answer = self._of_function(result)
        return answer if isinstance(answer, Response) else self._malformed(match.route, result, answer)

    def _of_function(self, result: Result) -> Response | str:
        """Return what a function's result means to the client, or why it is malformed."""
        if result.error or result.duration_ms > self.api.timeout_s * 1000:
            status = 503 if result.failure.get("errorType") == "Sandbox.Timedout" else 500
            return _message(status, "Service Unavailable" if status != _SERVER_ERROR else "Internal Server Error")
        return http_event.answer(result.payload)

    def _malformed(self, route: Route, result: Result, why: str) -> Response:
        """Answer as API Gateway does where it does not understand a function's answer, and tell the developer why."""
        self.invocations.tell(f"{route.target.key} answered {route.key} with what API Gateway answers 500 to: {why}")
        self.journal.write(
            "malformed answer",
            {"output": result.payload},
            function=route.target.key,
            message=why,
            trace=trace_root(result.trace_id),
        )
        return _message(500, "Internal Server Error")

    def _service(self, request: Request, route: Route) -> Response:
        """Answer a route that API Gateway serves by itself: it starts a workflow, or sends to a queue."""
        from botocore.exceptions import ClientError

        body = request.body.decode(errors="replace") or "{}"
        try:
            answer = self._sent(route.target, body, wait=route.wait)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            return _message(status, error.response["Error"]["Message"])
        answer.pop("ResponseMetadata", None)
        return Response(200, {"content-type": "application/json"}, json.dumps(answer, default=str).encode())

    def _sent(self, target: Thing, body: str, *, wait: bool) -> dict[str, Any]:
        if section_of(target) == "queues":
            url = self.delivery.queue_url(target.name)
            return dict(self.delivery.clients("sqs").send_message(QueueUrl=url, MessageBody=body))
        machines = self.delivery.clients("stepfunctions")
        start = machines.start_sync_execution if wait else machines.start_execution
        return dict(start(stateMachineArn=target.arn, input=body))

    def _count(self, request: Request, match: Match | None, response: Response, asked: Asked, took_ms: float) -> None:
        wholly = {"ApiId": self.api_id}
        places = [wholly, {**wholly, "Stage": "$default"}]
        if match:
            route = match.route
            places.append({**wholly, "Stage": "$default", "Method": route.method, "Resource": route.path})
        for place in places:
            self.metrics.count("AWS/ApiGateway", "Count", place)
            self.metrics.count("AWS/ApiGateway", "Latency", place, took_ms)
            self.metrics.count("AWS/ApiGateway", "4xx", place, float(400 <= response.status < _SERVER_ERROR))  # noqa: PLR2004
            self.metrics.count("AWS/ApiGateway", "5xx", place, float(response.status >= _SERVER_ERROR))
        for metric in self.api.metrics.values():
            if response.status in metric.statuses:
                self.metrics.count(metric.namespace, metric.name, {})
        self.journal.write(
            "request",
            {"sent": request.body, "answered": response.body, "query": request.query},
            request=f"{request.method} {request.path}",
            route=match.route.key if match else "",
            status=response.status,
            took_ms=round(took_ms, 1),
            request_id=asked.request_id,
            trace=trace_root(asked.trace_id),
        )


def _refused(refusal: Refusal) -> Response:
    if refusal.status == 403:  # noqa: PLR2004 - HTTP's own number
        return _message(403, "Forbidden")
    words = "Bearer" if not refusal.error else f'Bearer scope="" error="{refusal.error}"'
    return replace(
        _message(401, "Unauthorized"), headers={"content-type": "application/json", "www-authenticate": words}
    )


def _message(status: int, text: str) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps({"message": text}).encode())
