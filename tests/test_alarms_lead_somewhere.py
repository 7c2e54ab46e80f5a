"""Each alarm of the reference system leads to a runbook, a dashboard and an owner; without one of them it is refused."""

import re

import pytest

from tests.specs import errors
from tests.tools import ROOT

SPEC = (ROOT / "collectiq.yaml").read_text(encoding="utf-8")
ALARMS = re.findall(r"^  (\w+):\n    description: .*\n    metric: ", SPEC[SPEC.index("\nalarms:") :], re.MULTILINE)


def without(alarm: str, setting: str) -> str:
    """Return the reference spec without one setting of an alarm."""
    start = SPEC.index(f"\n  {alarm}:\n", SPEC.index("\nalarms:"))
    return SPEC[:start] + re.sub(rf"\n    {setting}: [^\n]+", "", SPEC[start:], count=1)


def test_the_reference_system_has_the_alarms_that_are_tried_here() -> None:
    assert 8 == len(ALARMS)


@pytest.mark.parametrize("setting", ["runbook", "dashboard"])
@pytest.mark.parametrize("alarm", ALARMS)
def test_an_alarm_that_leads_nowhere_is_refused(alarm: str, setting: str) -> None:
    [problem] = errors(without(alarm, setting))
    assert (f"alarm-without-{setting}", ("alarms", alarm)) == (problem.rule, problem.path)


def test_alarms_of_a_system_that_nobody_owns_are_refused() -> None:
    found = errors(SPEC.replace("  owner: DevOps\n  repository", "  repository", 1))
    assert {("alarms", alarm) for alarm in ALARMS} == {one.path for one in found if one.rule == "alarm-without-owner"}


@pytest.mark.parametrize("section", ["runbooks", "dashboards"])
def test_what_an_alarm_leads_to_cannot_be_deleted(section: str) -> None:
    start = SPEC.index(f"\n{section}:\n")
    rest = SPEC[start + 1 :]
    first = re.search(r"\n  (\w+):\n(?:    .*\n)+", rest)
    assert first
    found = errors(SPEC[: start + 1] + rest.replace(first[0], "\n", 1))
    assert "dangling-reference" in {problem.rule for problem in found}
