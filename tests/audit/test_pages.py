"""The pages of the audit's rules say the truth: the example is answered as shown, and what to use instead has no finding."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app

PAGES = sorted((Path(__file__).parent / "rules").glob("*.md"))
NO_ERRORS = ("cannot-tell", "undeclared-variable")
BLOCK = re.compile(r"^```(yaml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(page: Path, title: str) -> str:
    return page.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def audited(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Return the exit code and what `collectiq audit` prints of the spec and the handler in a text."""
    for language, block in BLOCK.findall(text):
        path = folder / ("collectiq.yaml" if language == "yaml" else "handlers/orders/app.py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block)
    monkeypatch.chdir(folder)
    answer = CliRunner().invoke(app, ["audit"])
    return answer.exit_code, answer.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_sections_in_order(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert ["Why", "Example", "Use instead", "Reference"] == re.findall(r"^## (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_example_is_answered_as_shown(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = section(page, "Example")
    shown = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    code, printed = audited(tmp_path, text, monkeypatch)
    assert [printed.rstrip("\n")] == [one.rstrip("\n") for one in shown]
    assert f"[{page.stem}]" in printed
    assert (0 if page.stem in NO_ERRORS else 1) == code


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_to_use_instead_has_no_finding(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = section(page, "Example") + section(page, "Use instead")
    assert (0, "Every call that was found is granted, and every grant is used.\n") == audited(
        tmp_path, whole, monkeypatch
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_is_explained(page: Path) -> None:
    answer = CliRunner().invoke(app, ["explain", page.stem])
    assert (0, page.read_text(encoding="utf-8")) == (answer.exit_code, answer.stdout)
