"""Runs in a function's own process: AWS's Python runtime, fed through two pipes instead of Lambda's HTTP API.

Imports nothing of ours, so that a function sees its own code and packages alone. A message in either direction is a line of
JSON with its `length`, and so many bytes. Started as `python runtime.py HANDLER READ_FD WRITE_FD MARK`; the mark is the line
that says in the log that all lines of a call have been written.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from awslambdaric import bootstrap
from awslambdaric.lambda_runtime_client import BaseLambdaRuntimeClient, InvocationRequest

_KIB_PER_MIB = 1024


class PipeClient(BaseLambdaRuntimeClient):  # type: ignore[misc] # awslambdaric has no types
    """What the runtime asks for calls, and gives their results to."""

    def __init__(self, read: int, write: int, mark: str) -> None:
        self._calls = os.fdopen(read, "rb")
        self._answers = os.fdopen(write, "wb")
        self._mark = mark

    def wait_next_invocation(self) -> Any:
        """Return the next call; end the process when there will be none."""
        self._say("ready", b"")
        line = self._calls.readline()
        if not line:
            sys.exit(0)
        head = json.loads(line)
        os.environ["_X_AMZN_TRACE_ID"] = head["trace"]
        return InvocationRequest(
            invoke_id=head["id"],
            x_amzn_trace_id=head["trace"],
            invoked_function_arn=head["arn"],
            deadline_time_in_ms=head["deadline_ms"],
            client_context=None,
            cognito_identity=None,
            tenant_id=None,
            content_type="application/json",
            event_body=self._calls.read(head["length"]),
            invocation_id=None,
        )

    def post_invocation_result(
        self, _id: str, result: str | bytes, _content_type: str = "", invocation_id: object = None
    ) -> None:
        """Hand over what the handler returned."""
        del invocation_id
        self._end("result", result if isinstance(result, bytes) else result.encode())

    def post_invocation_error(self, _id: str, error: str, _fault: str, invocation_id: object = None) -> None:
        """Hand over what the handler raised."""
        del invocation_id
        self._end("error", error.encode())

    def post_init_error(self, error: Any, error_type_override: str | None = None) -> None:
        """Hand over why the handler could not be loaded."""
        del error_type_override
        self._end("init_error", json.dumps(error).encode())

    def _end(self, kind: str, body: bytes) -> None:
        sys.stdout.write(f"{self._mark}\n")
        sys.stdout.flush()
        self._say(kind, body)

    def _say(self, kind: str, body: bytes) -> None:
        head = {"kind": kind, "length": len(body), "memory_mb": _memory_mb()}
        self._answers.write(json.dumps(head).encode() + b"\n" + body)
        self._answers.flush()


def _memory_mb() -> int:
    """Return the most memory that the process has had; what `getrusage` says on Linux includes its parent's."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    most = next(line for line in lines if line.startswith("VmHWM:"))
    return -(-int(most.split()[1]) // _KIB_PER_MIB)


def _hide_ourselves() -> None:
    """Take the checkout of this program off the path: a package of the same name in there would hide the function's."""
    ours = Path(__file__).resolve().parents[2]
    if ours.name != "site-packages" and ours != Path.cwd().resolve():
        sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != ours]


if __name__ == "__main__":
    _hide_ourselves()
    handler, read, write, mark = sys.argv[1:]
    bootstrap.run(handler, PipeClient(int(read), int(write), mark))
