"""Calls of functions: Lambda's `Invoke`, at once or asynchronously with retries and a destination for what failed.

The record of a failure is AWS's (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations", November 2026).
AWS waits one minute before the first retry and two before the second; here it is seconds.
"""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generator.kinds.function import Function
from generator.local import aws_errors
from generator.local.aws_call import Call
from generator.local.background import Background
from generator.local.faults import Fault, Faults
from generator.local.functions import FunctionPool, Result, TooManyCallsError, trace_root
from generator.local.journal import Journal
from generator.local.metrics import Metrics
from generator.local.principals import Principal
from generator.local.substrate import Response
from generator.scope import Thing

RETRY_WAITS_S = (1.0, 2.0)
_MOST_BYTES = 6 * 1024 * 1024  # of a synchronous call (AWS Lambda quotas)
_MOST_ASYNC_BYTES = 1024 * 1024
_THROTTLED = "TooManyRequestsException"
_ACCEPTED, _TOO_LARGE, _TOO_MANY, _NOT_FOUND = 202, 413, 429, 404

Deliver = Callable[[Thing, str], None]


@dataclass
class Invocations:
    """The functions of a stack, by key.

    tell: says something to the developer. deliver: sends a text to a queue, topic or bus, or calls a function.
    """

    pools: Mapping[str, FunctionPool]
    faults: Faults
    background: Background
    journal: Journal
    metrics: Metrics
    tell: Callable[[str], None]
    deliver: Deliver = lambda _thing, _text: None

    def call(self, key: str, payload: bytes, trace_id: str = "") -> Result:
        """Call a function and wait; raise TooManyCallsError."""
        if fault := self.faults.strike(f"functions.{key}", payload.decode(errors="replace")):
            result = self._injected(key, fault)
        else:
            result = self.pools[key].call(payload, trace_id)
        if result.error:
            self.tell(f"{key} failed: {result.failure.get('errorType')}: {result.failure.get('errorMessage')}")
        self.journal.write(
            "function",
            {"input": payload, "output": result.payload},
            function=key,
            duration_ms=round(result.duration_ms, 1),
            error=result.failure.get("errorType", ""),
            cold=bool(result.init_ms),
            request_id=result.request_id,
            trace=trace_root(result.trace_id),
        )
        return result

    def _injected(self, key: str, fault: Fault) -> Result:
        """Return what came of a call that a fault hit, counted as if the function had done it itself."""
        pool = self.pools[key]
        if fault.error == _THROTTLED:
            pool.count_throttle()
            raise TooManyCallsError
        failed = fault.answer is None
        pool.count_call(fault.delay_s * 1000, failed=failed)
        if not failed:
            return Result(json.dumps(fault.answer).encode(), request_id="injected")
        body = {"errorType": fault.error, "errorMessage": fault.message}
        return Result(json.dumps(body).encode(), "Unhandled", request_id="injected")

    def call_later(self, key: str, payload: bytes, trace_id: str = "") -> None:
        """Call a function asynchronously."""
        name = self.pools[key].function.name
        self.metrics.count("AWS/Lambda", "AsyncEventsReceived", {"FunctionName": name})
        self.background.start(lambda: self._until_done(key, payload, trace_id))

    def _until_done(self, key: str, payload: bytes, trace_id: str) -> None:
        function = self.pools[key].function
        failure = function.on_failure
        attempts = 1 + (failure.retries if failure else len(RETRY_WAITS_S))
        result = Result(b"{}", "Unhandled")
        for attempt in range(1, attempts + 1):
            try:
                result = self.call(key, payload, trace_id)
            except TooManyCallsError:
                result = Result(
                    json.dumps({"errorType": _THROTTLED, "errorMessage": "throttled"}).encode(), "Unhandled"
                )
            if not result.error or self.background.ending:
                return
            if attempt < attempts and self.background.wait(RETRY_WAITS_S[attempt - 1]):
                return
        self.metrics.count("AWS/Lambda", "AsyncEventsDropped", {"FunctionName": function.name})
        if failure:
            self.deliver(failure.target, json.dumps(_record(function, payload, result, attempts)))

    def serve(self, call: Call, _principal: Principal) -> Response:
        """Answer `Invoke`."""
        key = self._key(str(call.parameters.get("FunctionName", "")))
        if key is None:
            message = f"Function not found: {call.parameters.get('FunctionName')}"
            return aws_errors.error(call, "ResourceNotFoundException", message, _NOT_FOUND)
        kind = call.parameters.get("InvocationType", "RequestResponse")
        payload = call.request.body or b"{}"
        if len(payload) > (_MOST_ASYNC_BYTES if kind == "Event" else _MOST_BYTES):
            return aws_errors.error(call, "RequestTooLargeException", "the payload is too large", _TOO_LARGE)
        if not _is_json(payload):
            return aws_errors.error(call, "InvalidRequestContentException", "Could not parse request body into json")
        if kind == "DryRun":
            return Response(204)
        trace_id = call.request.headers.get("x-amzn-trace-id", "")
        if kind == "Event":
            self.call_later(key, payload, trace_id)
            return Response(_ACCEPTED)
        try:
            result = self.call(key, payload, trace_id)
        except TooManyCallsError:
            return aws_errors.error(call, _THROTTLED, "Rate Exceeded.", _TOO_MANY)
        headers = {"content-type": "application/json", "x-amz-executed-version": "$LATEST"}
        if result.error:
            headers["x-amz-function-error"] = result.error
        if call.parameters.get("LogType") == "Tail":
            report = f"REPORT RequestId: {result.request_id}\tDuration: {result.duration_ms:.2f} ms\n"
            headers["x-amz-log-result"] = base64.b64encode(report.encode()).decode()
        return Response(200, headers, result.payload)

    def _key(self, named: str) -> str | None:
        """Return the function that a name, a partial or a whole ARN means."""
        name = named.partition(":function:")[2].partition(":")[0] if ":function:" in named else named.partition(":")[0]
        return next((key for key, pool in self.pools.items() if pool.function.name == name), None)


def _is_json(payload: bytes) -> bool:
    try:
        json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return True


def _record(function: Function, payload: bytes, result: Result, attempts: int) -> dict[str, Any]:
    now = datetime.fromtimestamp(time.time(), UTC)
    return {
        "version": "1.0",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": result.request_id,
            "functionArn": function.thing.arn,
            "condition": "RetriesExhausted",
            "approximateInvokeCount": attempts,
        },
        "requestPayload": json.loads(payload),
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": result.error},
        "responsePayload": json.loads(result.payload),
    }
