"""Whole systems: spec in, tree or problems out.

After a wanted change of the output: `collectiq generate --spec CASE/collectiq.yaml --out CASE/expected`.
"""

from pathlib import PurePosixPath

import pytest

from generator.manifest import MANIFEST
from tests.systems import CASES, SYSTEMS, problems, rendered

WITH_TREE = sorted(path.parent.name for path in CASES.glob("*/expected"))
WITH_PROBLEMS = sorted(path.parent.name for path in CASES.glob("*/expected.txt"))


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_system_has_no_problem(name: str) -> None:
    assert problems(SYSTEMS[name]) == ""


@pytest.mark.parametrize("name", WITH_TREE)
def test_the_whole_tree_is_as_expected(name: str) -> None:
    folder = CASES / name / "expected"
    expected = {
        PurePosixPath(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()
    }
    expected.pop(PurePosixPath(MANIFEST))
    assert rendered(name) == expected


@pytest.mark.parametrize("name", WITH_PROBLEMS)
def test_the_problems_are_as_expected(name: str) -> None:
    found = (
        problems(CASES / name / "collectiq.yaml")
        .replace(str(CASES / name), "")
        .replace("/collectiq.yaml", "collectiq.yaml")
    )
    assert found.rstrip("\n") == (CASES / name / "expected.txt").read_text().rstrip("\n")
