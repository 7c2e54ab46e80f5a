"""The README says what a run does not prove, in the run's own words."""

from tests.e2e.absent import NOT_PROVEN
from tests.tools import ROOT


def test_the_readme_lists_what_is_not_proven() -> None:
    readme = " ".join((ROOT / "tests/e2e/README.md").read_text(encoding="utf-8").split())
    assert [] == [line for line in NOT_PROVEN if line not in readme]
