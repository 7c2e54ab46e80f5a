"""checkov finds nothing in the generated Terraform but what the spec accepts with a reason."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import compile_spec
from tests.systems import SYSTEMS, rendered, write

pytestmark = pytest.mark.slow


def test_checkov_fails_no_check_that_is_not_accepted(
    checkov: Callable[[Path], list[dict[str, Any]]], tmp_path: Path
) -> None:
    failed = checkov(write(rendered("reference"), tmp_path) / "terraform")
    assert [(found["check_id"], found["resource"]) for found in failed] == []


def test_every_accepted_check_says_why_whose_and_until_when() -> None:
    skips = [line for text in rendered("reference").values() for line in text.splitlines() if "checkov:skip=" in line]
    assert skips
    assert [
        line for line in skips if not re.search(r"checkov:skip=CKV\w+:.+ \(.+, until \d{4}-\d\d-\d\d\)$", line)
    ] == []


def test_every_exception_of_the_spec_is_printed_somewhere() -> None:
    model = compile_spec(SYSTEMS["reference"]).model
    assert model
    printed = {check for text in rendered("reference").values() for check in re.findall(r"checkov:skip=(\w+):", text)}
    assert {entry["check"] for entry in model.spec["exceptions"].values()} == printed
