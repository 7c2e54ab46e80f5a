"""The page of each rule of `collectiq changes` says the truth: its example is told as shown, and what to use instead is not."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.changes.compare import RULES
from generator.cli import app
from tests.tools import ROOT

PAGES = sorted((ROOT / "tests" / "changes").glob("*.md"))
# What is found by comparing whole environments, and what is said of acceptances.
WITHOUT_FUNCTION = {"cost-changed", "environment-removed", "region-removed", "idle-acceptance"}


def blocks(page: Path, title: str, language: str) -> list[str]:
    section = page.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    return found


def told(folder: Path, old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what `collectiq changes` prints of two versions of a spec, on either output."""
    (folder / "before.yaml").write_text(old)
    (folder / "collectiq.yaml").write_text(new)
    monkeypatch.chdir(folder)
    answer = CliRunner().invoke(app, ["changes", "--against", "before.yaml"])
    assert answer.exit_code == (1 if "! " in answer.stdout else 0), answer.output
    return answer.stdout + answer.stderr


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    rules = [rule.__name__.replace("_", "-") for rule in RULES]
    assert sorted(rules) == rules
    assert {page.stem for page in PAGES} == {*rules, *WITHOUT_FUNCTION}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_sections_in_order(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert ["Why", "Example", "Use instead", "Reference"] == re.findall(r"^## (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_is_told_as_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [old, new], [shown] = blocks(page, "Example", "yaml"), blocks(page, "Example", "text")
    assert shown.rstrip("\n") in told(tmp_path, old, new, monkeypatch)
    assert f"[{page.stem}]" in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_to_use_instead_is_not_told(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [old, _], [instead] = blocks(page, "Example", "yaml"), blocks(page, "Use instead", "yaml")
    answer = told(tmp_path, old, instead, monkeypatch)
    assert f"[{page.stem}]" not in answer
    assert "! " not in answer


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_explained(page: Path) -> None:
    answer = CliRunner().invoke(app, ["explain", page.stem])
    assert (0, page.read_text(encoding="utf-8")) == (answer.exit_code, answer.stdout)
