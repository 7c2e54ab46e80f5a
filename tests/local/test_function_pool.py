"""Processes of functions: none is left, and no descriptor, when a host stops while calls are under way."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from generator.local import functions
from generator.local.code import Code
from generator.local.functions import FunctionPool, Result, TooManyCallsError
from generator.local.metrics import Metrics
from tests.local.stacks import stack_of

HANDLER = """
import time

def handler(event, context):
    time.sleep(event)
"""


def pool_of(folder: Path, lines: list[str], told: list[str] | None = None, more: str = "") -> FunctionPool:
    (folder / "naps.py").write_text(HANDLER)
    function = stack_of(f"functions: {{f: {{handler: 'naps:handler', timeout: 30s{more}}}}}").functions["f"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(folder), "AWS_LAMBDA_FUNCTION_NAME": "f"}
    code = Code(folder)
    tell = (told if told is not None else []).append
    return FunctionPool(
        function, folder, environment, code, lambda _stream, line: lines.append(line), Metrics(), lambda: None, tell
    )


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(sys.platform != "linux", reason="AWS's runtime is for Linux")
def test_a_pool_that_stops_ends_its_calls_and_takes_no_more(tmp_path: Path) -> None:
    lines: list[str] = []
    pool, before = pool_of(tmp_path, lines), descriptors()
    with ThreadPoolExecutor(3) as callers:
        calls = [callers.submit(pool.call, b"20") for _ in range(3)]
        while sum(line.startswith("START") for line in lines) < 3:
            sleep(0.01)
        pool.stop()
        results: list[Result] = [call.result(10) for call in calls]
    assert ["Runtime.ExitError"] * 3 == [result.failure["errorType"] for result in results]
    assert before == descriptors()
    with pytest.raises(TooManyCallsError):
        pool.call(b"0")
    assert before == descriptors()


@pytest.mark.skipif(sys.platform != "linux", reason="AWS's runtime is for Linux")
def test_calls_that_wait_for_a_process_are_told_once_and_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "_MOST_PROCESSES", 2)
    told: list[str] = []
    pool = pool_of(tmp_path, [], told)
    with ThreadPoolExecutor(5) as callers:
        results = list(callers.map(pool.call, [b"0.5"] * 5))
    pool.stop()
    assert [""] * 5 == [result.error for result in results]
    [only] = told
    assert only.startswith("f works on 2 calls, the most at once on this machine; further ones wait, up to 60 s each,")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="AWS's runtime is for Linux")
def test_calls_that_wait_for_a_process_count_against_the_reserved_concurrency(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(functions, "_MOST_PROCESSES", 2)
    told: list[str] = []
    pool = pool_of(tmp_path, [], told, ", reserved_concurrency: 3")
    with ThreadPoolExecutor(3) as callers:
        calls = [callers.submit(pool.call, b"1") for _ in range(3)]
        for _ in range(2000):
            if told:
                break
            sleep(0.01)
        with pytest.raises(TooManyCallsError):
            pool.call(b"0")
        results = [call.result(20) for call in calls]
    pool.stop()
    assert [""] * 3 == [result.error for result in results]
