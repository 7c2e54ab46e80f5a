"""The page of each rule says the truth: its example fails as shown, and what to use instead passes."""

import re
from datetime import date
from pathlib import Path

import pytest

from generator import report, source
from generator.pipeline import compile_source

PAGES = sorted((Path(__file__).parent / "rules").glob("*.md"))
# Those whose example says which command to run; all others are about `validate`.
COMMANDED = [page for page in PAGES if "```sh\n" in page.read_text(encoding="utf-8")]
VALIDATED = [page for page in PAGES if page not in COMMANDED]
# The day on which the pages are read; after it, some exceptions expire.
TODAY = date(2026, 12, 1)
SECTIONS = ["Why", "Example", "Use instead", "Reference"]


def section(page: Path, title: str) -> str:
    """Return the text under a heading of a page."""
    return page.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def blocks(page: Path, title: str, language: str) -> list[str]:
    """Return the code blocks of a language under a heading."""
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", section(page, title), re.MULTILINE | re.DOTALL)
    return found


def validated(spec: str) -> str:
    """Return what `collectiq validate` prints about a spec."""
    text, problems = source.parse(spec, "collectiq.yaml")
    return report.text(compile_source(text, problems, Path(), TODAY).diagnostics, text, colour=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_its_sections_in_order(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("page", VALIDATED, ids=lambda page: page.stem)
def test_the_example_fails_as_shown(page: Path) -> None:
    [spec], [shown] = blocks(page, "Example", "yaml"), blocks(page, "Example", "text")
    assert validated(spec) == shown
    assert f"[{page.stem}]" in shown


@pytest.mark.parametrize("page", VALIDATED, ids=lambda page: page.stem)
def test_what_to_use_instead_passes(page: Path) -> None:
    assert [validated(spec) for spec in blocks(page, "Use instead", "yaml")] == [""]
