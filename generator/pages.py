"""The pages of all that a command can find wrong, by the id that stands in [] after it: what it is, why, an example, and what to use instead."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from generator.resources import resource_folder

# The pages of `validate`, `package` and `verify`, of `audit`, and of `changes`.
FOLDERS = ("rules", "audit_rules", "change_rules")
# The worst first; a change has no severity.
_KINDS = ("error", "warning", "note", "change")


def page(rule: str) -> str | None:
    """Return the page of a rule as Markdown; None where there is none."""
    path = _pages().get(rule)
    return path.read_text(encoding="utf-8") if path else None


def ids() -> list[str]:
    """Return the rules that have a page, by name."""
    return sorted(_pages())


def listed() -> list[tuple[str, str, str]]:
    """Return the name, the kind ("error", "warning", "note" or "change") and the summary of each rule, the worst first."""
    texts = {rule: path.read_text(encoding="utf-8") for rule, path in _pages().items()}
    found = [(rule, _kind(rule, text), summary(text)) for rule, text in texts.items()]
    return sorted(found, key=lambda one: (_KINDS.index(one[1]), one[0]))


@cache
def _pages() -> Mapping[str, Path]:
    return {path.stem: path for folder in FOLDERS for path in resource_folder(folder).glob("*.md")}


def _kind(rule: str, text: str) -> str:
    """Return how a page's example shows the rule."""
    shown = re.search(rf": ({'|'.join(_KINDS)}): .*\[{rule}\]$", text, re.MULTILINE)
    return shown[1] if shown else "change"


def summary(text: str) -> str:
    """Return the first paragraph of a page, in one line."""
    return " ".join(text.split("\n\n")[1].split())
