"""Functions: calls in, answers out, each function in processes of its own.

Answers are Lambda's: errors of the handler as its runtime words them, a time-out and a process that ends as Lambda reports them
(AWS Lambda developer guide, "Understanding retry behavior in Lambda" and "Invoke" in the API reference, November 2026).
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Condition
from uuid import uuid4

from generator.kinds.function import Function
from generator.local.code import Code
from generator.local.metrics import Metrics
from generator.local.process import Answer, Process

_LOAD_S = 10.0  # Lambda gives a function as long to load
_MOST_PROCESSES = 16  # of one function, so that a burst of calls does not take the machine's memory; further calls wait
_WAIT_S = 60.0  # then a call gets one process more: those that it waits for may themselves wait for it
_END_S = 5.0

LogLine = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a call.

    error: empty, or `Unhandled` as Lambda's `FunctionError` says. init_ms: how long a new process took to load, 0 for one that
    was there.
    """

    payload: bytes
    error: str = ""
    duration_ms: float = 0.0
    init_ms: float = 0.0
    request_id: str = ""
    trace_id: str = ""

    @property
    def failure(self) -> Mapping[str, str]:
        """The handler's `errorType` and `errorMessage`."""
        found = json.loads(self.payload) if self.error else {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class _Call:
    """One call under way."""

    request_id: str
    trace_id: str
    init_ms: float = 0.0


class TooManyCallsError(Exception):
    """As many calls of a function are under way as its reserved concurrency allows, or the host ends."""


@dataclass
class FunctionPool:
    """The processes of one function.

    folder: where the handlers' package is. environment: complete, AWS's own variables included. log: gets a stream and a line.
    cold_start: called when a process was started for a call. tell: says something to the developer.
    """

    function: Function
    folder: Path
    environment: Mapping[str, str]
    code: Code
    log: LogLine
    metrics: Metrics
    cold_start: Callable[[], None]
    tell: Callable[[str], None]
    _idle: list[tuple[Process, str]] = field(default_factory=list)
    _busy: set[Process] = field(default_factory=set)
    _waiting: int = 0
    _told_at: float = -math.inf
    _changed: Condition = field(default_factory=Condition)
    _stopped: bool = False

    def call(self, payload: bytes, trace_id: str = "") -> Result:
        """Call the function and wait for its answer; raise TooManyCallsError where its reserved concurrency is used up."""
        call = _Call(str(uuid4()), trace_id or new_trace_id())
        with self._process() as (process, stream, cold):
            began = time.monotonic()
            if cold:
                self.cold_start()
                loaded = process.wait_ready(_LOAD_S)
                call = replace(call, init_ms=(time.monotonic() - began) * 1000)
                if loaded.kind != "ready":
                    return self._finish(stream, call, loaded, 0.0)
            self.log(stream, f"START RequestId: {call.request_id} Version: $LATEST")
            began = time.monotonic()
            answer = process.call(self._head(call), payload, self.function.timeout_s)
            return self._finish(stream, call, answer, (time.monotonic() - began) * 1000)

    def _head(self, call: _Call) -> dict[str, object]:
        return {
            "id": call.request_id,
            "arn": self.function.thing.arn,
            "trace": call.trace_id,
            "deadline_ms": int((time.time() + self.function.timeout_s) * 1000),
        }

    def stop(self) -> None:
        """End all processes, and take no further call; calls under way end with theirs."""
        with self._changed:
            self._stopped = True
            # Who called a process gives back what it held: two that close one descriptor would close somebody else's.
            for process in self._busy:
                process.kill()
        self.start_anew()
        with self._changed:
            self._changed.wait_for(lambda: not self._busy, _END_S)

    def kill_one(self) -> bool:
        """Kill a process that works on a call; tell whether there was one."""
        with self._changed:
            process = next(iter(self._busy), None)
        if process is not None:
            process.kill()
        return process is not None

    def start_anew(self) -> None:
        """End the processes that wait for calls, so that the next call starts a new one."""
        with self._changed:
            idle, self._idle = self._idle, []
        for process, _ in idle:
            process.stop()

    @contextmanager
    def _process(self) -> Iterator[tuple[Process, str, bool]]:
        process, stream, cold = self._take()
        try:
            yield process, stream, cold
        finally:
            self._give_back(process, stream)

    def _take(self) -> tuple[Process, str, bool]:
        limit = self.function.reserved_concurrency
        state = self.code.state
        with self._changed:
            if limit is not None and len(self._busy) + self._waiting >= limit:
                self.count_throttle()
                raise TooManyCallsError
            self._wait()
            if self._stopped:
                raise TooManyCallsError
            while self._idle:
                process, stream = self._idle.pop()
                if process.alive and process.code == state:
                    self._busy.add(process)
                    return process, stream, False
                process.stop()
            stream = _stream()
            process = self._start(stream, state)
            self._busy.add(process)
            return process, stream, True

    def _wait(self) -> None:
        """Wait until a call can have a process, or the host ends."""
        if self._has_room():
            return
        if (now := time.monotonic()) >= self._told_at + _WAIT_S:
            self._told_at = now
            self.tell(
                f"{self.function.key} works on {_MOST_PROCESSES} calls, the most at once on this machine; further ones wait, up to "
                f"{_WAIT_S:.0f} s each, where AWS would take them: send fewer at once, or let reserved_concurrency turn them away"
            )
        self._waiting += 1
        self._changed.wait_for(self._has_room, _WAIT_S)
        self._waiting -= 1

    def _has_room(self) -> bool:
        return bool(self._idle) or len(self._busy) < _MOST_PROCESSES or self._stopped

    def _start(self, stream: str, state: object) -> Process:
        environment = {**self.environment, "AWS_LAMBDA_LOG_STREAM_NAME": stream}
        return Process(self.function.entry_point, self.folder, environment, partial(self.log, stream), state)

    def _give_back(self, process: Process, stream: str) -> None:
        with self._changed:
            if process.alive and not self._stopped:
                self._busy.discard(process)
                self._idle.append((process, stream))
                self._changed.notify_all()
                return
        process.stop()
        with self._changed:
            self._busy.discard(process)
            self._changed.notify_all()

    def _finish(self, stream: str, call: _Call, answer: Answer, duration_ms: float) -> Result:
        payload = _payload(answer, call.request_id, self.function.timeout_s)
        error = "" if answer.kind == "result" else "Unhandled"
        if answer.kind in ("late", "gone"):
            self.log(stream, json.loads(payload)["errorMessage"])
        self.log(stream, f"END RequestId: {call.request_id}")
        self.log(stream, self._report(call, duration_ms, answer.memory_mb))
        self.count_call(duration_ms, failed=bool(error))
        return Result(payload, error, duration_ms, call.init_ms, call.request_id, call.trace_id)

    def _report(self, call: _Call, duration_ms: float, memory_mb: int) -> str:
        words = [
            f"REPORT RequestId: {call.request_id}",
            f"Duration: {duration_ms:.2f} ms",
            f"Billed Duration: {math.ceil(duration_ms)} ms",
            f"Memory Size: {self.function.memory_mb} MB",
            f"Max Memory Used: {memory_mb} MB",
        ]
        return "\t".join(words + [f"Init Duration: {call.init_ms:.2f} ms"] * bool(call.init_ms))

    def count_throttle(self) -> None:
        """Count a call that was turned away."""
        self.metrics.count("AWS/Lambda", "Throttles", {"FunctionName": self.function.name})

    def count_call(self, duration_ms: float, *, failed: bool) -> None:
        """Count a call that was answered."""
        for dimensions in ({"FunctionName": self.function.name}, {}):
            self.metrics.count("AWS/Lambda", "Invocations", dimensions)
            self.metrics.count("AWS/Lambda", "Errors", dimensions, float(failed))
            self.metrics.count("AWS/Lambda", "Duration", dimensions, duration_ms)
            self.metrics.count("AWS/Lambda", "ConcurrentExecutions", dimensions, float(len(self._busy)))


def new_trace_id() -> str:
    """Return a trace header as AWS makes it: a root of its own, not sampled."""
    return f"Root=1-{int(time.time()):08x}-{uuid4().hex[:24]};Parent={uuid4().hex[:16]};Sampled=0"


def trace_root(header: str) -> str:
    """Return what all parts of one trace share: `1-...-...`; empty where a header has none."""
    return next((part[5:] for part in header.split(";") if part.startswith("Root=")), "")


def _stream() -> str:
    return f"{time.strftime('%Y/%m/%d', time.gmtime())}/[$LATEST]{uuid4().hex}"


def _payload(answer: Answer, request_id: str, timeout_s: int) -> bytes:
    match answer.kind:
        case "late":
            message = f"RequestId: {request_id} Error: Task timed out after {timeout_s:.2f} seconds"
            return json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": message}).encode()
        case "gone":
            message = f"RequestId: {request_id} Error: Runtime exited with error: {answer.body.decode()}"
            return json.dumps({"errorType": "Runtime.ExitError", "errorMessage": message}).encode()
        case _:
            return answer.body
