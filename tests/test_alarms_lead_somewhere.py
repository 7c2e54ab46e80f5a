"""Each alarm and objective of the reference system leads to a runbook, a dashboard and an owner; without one of them it is refused."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.specs import errors
from tests.tools import ROOT

SPEC = (ROOT / "collectiq.yaml").read_text(encoding="utf-8")
DATA: Mapping[str, Any] = yaml.safe_load(SPEC)
WATCHING = [(section, key) for section in ("alarms", "slos") for key in DATA[section]]


def without(section: str, key: str, setting: str) -> str:
    """Return the reference spec without one setting of an entry."""
    start = SPEC.index(f"\n  {key}:\n", SPEC.index(f"\n{section}:"))
    return SPEC[:start] + re.sub(rf"\n    {setting}: [^\n]+", "", SPEC[start:], count=1)


@pytest.mark.parametrize("setting", ["runbook", "dashboard"])
@pytest.mark.parametrize(("section", "key"), WATCHING)
def test_an_alarm_that_leads_nowhere_is_refused(section: str, key: str, setting: str) -> None:
    [problem] = errors(without(section, key, setting))
    assert (f"alarm-without-{setting}", (section, key)) == (problem.rule, problem.path)


def test_alarms_of_a_system_that_nobody_owns_are_refused() -> None:
    found = errors(SPEC.replace("  owner: DevOps\n  repository", "  repository", 1))
    assert set(WATCHING) == {one.path for one in found if one.rule == "alarm-without-owner"}


@pytest.mark.parametrize("section", ["runbooks", "dashboards"])
def test_what_an_alarm_leads_to_cannot_be_deleted(section: str) -> None:
    start = SPEC.index(f"\n{section}:\n")
    rest = SPEC[start + 1 :]
    first = re.search(r"\n  (\w+):\n(?:    .*\n)+", rest)
    assert first
    found = errors(SPEC[: start + 1] + rest.replace(first[0], "\n", 1))
    assert "dangling-reference" in {problem.rule for problem in found}
