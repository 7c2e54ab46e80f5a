"""One process of a function: started with the function's environment, called through pipes, ended when it is late."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

_RUNTIME = Path(__file__).with_name("runtime.py")
_MARK = "\x1e end of call"
_LOGS_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a process said. kind: `ready`, `result`, `error`, `init_error`, `late`, or `gone` where it ended by itself."""

    kind: str
    body: bytes = b""
    memory_mb: int = 0


class Process:
    """A process of a function. It takes one call at a time; `tell` gets each line that it prints."""

    def __init__(
        self, handler: str, folder: Path, environment: Mapping[str, str], tell: Callable[[str], None], code: object
    ) -> None:
        """Start it; `code` says of which state of the code it is."""
        calls_read, calls_write = os.pipe()
        answers_read, answers_write = os.pipe()
        command = [sys.executable, "-P", str(_RUNTIME), handler, str(calls_read), str(answers_write), _MARK]
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and the spec's handler
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(calls_read, answers_write),
            start_new_session=True,
        )
        os.close(calls_read)
        os.close(answers_write)
        self._calls, self._answers = calls_write, answers_read
        self._poll = select.poll()
        self._poll.register(answers_read, select.POLLIN | select.POLLHUP)
        self._buffer = b""
        self._tell = tell
        self._told_all = Event()
        self.code = code
        self._reader = Thread(target=self._read_logs, daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def wait_ready(self, seconds: float) -> Answer:
        """Return `ready` once the handler is loaded, or why it is not."""
        return self._answer(time.monotonic() + seconds)

    def call(self, head: Mapping[str, Any], payload: bytes, seconds: float) -> Answer:
        """Return the answer to one call; a process that is late is ended."""
        self._told_all.clear()
        until = time.monotonic() + seconds
        line = json.dumps({**head, "length": len(payload)}).encode() + b"\n"
        try:
            _write_all(self._calls, line + payload)
        except BrokenPipeError:
            return self._gone()
        while (answer := self._answer(until)).kind == "ready":
            pass
        self._told_all.wait(_LOGS_WAIT_S)
        return answer

    def kill(self) -> None:
        """Kill the process and all that it started; whoever waits for an answer is told."""
        if self.alive:
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the process, and give back what it held."""
        self.kill()
        self._child.wait()
        self._reader.join(_LOGS_WAIT_S)
        for descriptor in (self._calls, self._answers):
            if descriptor >= 0:
                os.close(descriptor)
        self._calls = self._answers = -1

    def _answer(self, until: float) -> Answer:
        """Return the next message; `late` when there is none in time, `gone` when there will be none."""
        while b"\n" not in self._buffer:
            if (problem := self._fill(until)) is not None:
                return problem
        line, _, self._buffer = self._buffer.partition(b"\n")
        head = json.loads(line)
        while len(self._buffer) < head["length"]:
            if (problem := self._fill(until)) is not None:
                return problem
        body, self._buffer = self._buffer[: head["length"]], self._buffer[head["length"] :]
        return Answer(head["kind"], body, head["memory_mb"])

    def _fill(self, until: float) -> Answer | None:
        left = until - time.monotonic()
        if left <= 0 or not self._poll.poll(left * 1000):
            self.stop()
            return Answer("late")
        piece = os.read(self._answers, 65_536)
        if not piece:
            return self._gone()
        self._buffer += piece
        return None

    def _gone(self) -> Answer:
        code = self._child.wait()
        return Answer("gone", f"exit status {code}".encode())

    def _read_logs(self) -> None:
        output = self._child.stdout
        assert output is not None
        for raw in output:
            # The runtime ends the lines of one message by carriage returns.
            line = raw.decode(errors="replace").rstrip("\n").replace("\r", "\n")
            before, mark, _ = line.partition(_MARK)
            if before:
                self._tell(before)
            if mark:
                self._told_all.set()
        output.close()
        self._told_all.set()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
