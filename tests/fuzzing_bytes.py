"""Feeds the reader and the compiler bytes that libFuzzer makes, guided by which code they reach.

It needs atheris, which has no wheels for every Python and is no locked dependency: `pip install atheris`, then
`python -m tests.fuzzing_bytes -max_total_time=600`; all of libFuzzer's options hold.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator", "yaml"]):
    from generator.pipeline import compile_source
    from generator.source import parse


def one(data: bytes) -> None:
    """Read one input; whatever is raised ends the run, and libFuzzer keeps the input."""
    source, problems = parse(data.decode("utf-8", "surrogateescape"), "collectiq.yaml")
    compile_source(source, problems, Path())


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
