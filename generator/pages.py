"""The pages of the rules: what each finds, why, an example, and what to use instead."""

from collections.abc import Mapping
from pathlib import Path

from generator.resources import resource_folder

# The pages of `validate`, of `audit` and of `changes`.
FOLDERS = ("rules", "audit_rules", "change_rules")


def page(rule: str) -> str | None:
    """Return the page of a rule as Markdown; None where there is none."""
    path = _pages().get(rule)
    return path.read_text(encoding="utf-8") if path else None


def ids() -> list[str]:
    """Return the rules that have a page, by name."""
    return sorted(_pages())


def _pages() -> Mapping[str, Path]:
    return {path.stem: path for folder in FOLDERS for path in resource_folder(folder).glob("*.md")}


def summary(text: str) -> str:
    """Return the first paragraph of a page, in one line."""
    return " ".join(text.split("\n\n")[1].split())
