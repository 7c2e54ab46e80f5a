"""What the fuzzer tells of Terraform that is refused: each input once, and none that is not at fault."""

import re
from pathlib import Path, PurePosixPath

import pytest

from tests import fuzzing
from tests.fuzzing import Parsers, run

BROKEN = 'resource "a" {'


def file(number: int, text: str = "") -> dict[PurePosixPath, str]:
    return {PurePosixPath(f"terraform/main{number}.tf"): text or f"locals {{\n  number = {number}\n}}\n"}


@pytest.mark.parametrize("path", ["", None], ids=["by a parser in Python", "by Terraform where there is one"])
def test_a_refusal_is_told_once_with_the_input_that_caused_it(
    path: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path is not None:
        monkeypatch.setenv("PATH", path)
    parsers = Parsers()
    for number in range(5):
        parsers.take(file(number), f"seed {number}")
    parsers.take(file(5, BROKEN), "seed 5")
    [(origin, words)] = parsers.flush().items()
    assert ("seed 5", True) == (origin, words.startswith("main5.tf: "))
    parsers.take(file(6), "seed 6")
    assert {} == parsers.flush()


def test_a_run_goes_on_after_a_refusal_and_tells_each_input_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # A Terraform that refuses whatever has a role, so that many inputs are at fault.
    terraform = tmp_path / "terraform"
    terraform.write_text('#!/bin/sh\n! grep -rl aws_iam_role "$4"\n', encoding="utf-8")
    terraform.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(fuzzing, "FILES_AT_ONCE", 20)
    counts = run(60, 0)
    told = re.findall(r"^seed (\d+), .* is refused:$", capsys.readouterr().out, re.MULTILINE)
    assert len(told) == len(set(told)) == counts["broken"]
    assert 1 < counts["broken"] <= counts["rendered"]
    assert 60 == counts["valid"] + counts["refused"]
