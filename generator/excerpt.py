"""One line of a text as a terminal shows it, and where a caret goes under it."""

import unicodedata

_WIDTH = 100
_TAB = "→   "


def excerpt(line: str, column: int) -> tuple[str, int]:
    """Return the part of a line around a column (from 1), and how many cells of the terminal stand before it."""
    at = column - 1
    start = max(0, min(at - _WIDTH // 2, len(line) - _WIDTH))
    end = start + _WIDTH
    before, after = _visible(line[start:at]), _visible(line[max(at, start) : end])
    if start > 0:
        before = f"…{before}"
    if end < len(line):
        after = f"{after}…"
    return before + after, sum(map(_cells, before))


def escaped(text: str) -> str:
    """Return a text on one line, with an escape for each character that a terminal would obey or hide."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _visible(text: str) -> str:
    return escaped(text.replace("\t", _TAB))


def _cells(char: str) -> int:
    """Return how many cells of a terminal a character fills."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
