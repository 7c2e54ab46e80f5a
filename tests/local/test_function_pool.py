"""Processes of functions: none is left, and no descriptor, when a host stops while calls are under way."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from generator.local.code import Code
from generator.local.functions import FunctionPool, Result, TooManyCallsError
from generator.local.metrics import Metrics
from tests.local.stacks import stack_of

HANDLER = """
import time

def handler(event, context):
    time.sleep(event)
"""


def pool_of(folder: Path, lines: list[str]) -> FunctionPool:
    (folder / "naps.py").write_text(HANDLER)
    function = stack_of("functions: {f: {handler: 'naps:handler', timeout: 30s}}").functions["f"]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(folder), "AWS_LAMBDA_FUNCTION_NAME": "f"}
    code = Code(folder)
    return FunctionPool(
        function, folder, environment, code, lambda _stream, line: lines.append(line), Metrics(), lambda: None
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
