"""`collectiq explain` prints a rule's page, and `validate --strict` fails on warnings."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator import pages
from generator.cli import app
from tests.tools import ROOT

PAGES = sorted((ROOT / "tests" / "rules").glob("*.md"))
WARNED = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}}
queues: {jobs: {}}
"""


def collectiq(*words: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, words)
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_rule_is_explained_by_its_page(page: Path) -> None:
    assert (0, page.read_text(encoding="utf-8"), "") == collectiq("explain", page.stem)


@pytest.mark.parametrize("word", ["open-rout", "../rules/open-route", ""])
def test_what_is_no_rule_is_wrong_use(word: str) -> None:
    code, printed, told = collectiq("explain", word)
    assert (2, "") == (code, printed)
    assert told.endswith('"collectiq explain" lists them all\n')


def test_the_nearest_rule_is_suggested() -> None:
    expected = 'no rule is called "open-rout"; did you mean "open-route"? "collectiq explain" lists them all\n'
    assert expected == collectiq("explain", "open-rout")[2]


def test_without_a_name_all_rules_are_listed_the_worst_first() -> None:
    code, printed, told = collectiq("explain")
    assert (0, "") == (code, told)
    head, *rows = [re.split(r"\s{2,}", line) for line in printed.splitlines()]
    assert ["Rule", "Kind", "Finds"] == head
    assert pages.ids() == sorted(rule for rule, _, _ in rows)
    assert ["error", "warning", "note", "change"] == list(dict.fromkeys(kind for _, kind, _ in rows))
    kinds = {rule: kind for rule, kind, _ in rows}
    samples = ("dangling-reference", "declared-but-unused", "cannot-tell", "route-removed")
    assert ["error", "warning", "note", "change"] == [kinds[rule] for rule in samples]


@pytest.mark.parametrize("words", [["--format", name] for name in ("text", "json", "github", "sarif")], ids=" ".join)
def test_a_warning_fails_only_when_strict(tmp_path: Path, words: list[str]) -> None:
    spec = tmp_path / "collectiq.yaml"
    spec.write_text(WARNED)
    (code, printed, _), strict = (
        collectiq("validate", "--spec", str(spec), *words, *more) for more in ([], ["--strict"])
    )
    assert (0, 1) == (code, strict[0])
    assert printed == strict[1]
    assert "declared-but-unused" in printed


def test_what_has_no_problem_passes_when_strict(tmp_path: Path) -> None:
    spec = tmp_path / "collectiq.yaml"
    spec.write_text(WARNED.replace("queues: {jobs: {}}\n", ""))
    assert 0 == collectiq("validate", "--strict", "--spec", str(spec))[0]
