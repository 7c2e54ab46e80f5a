"""Markdown put together from headings, texts and tables; a user's text stays text in each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from generator.markup import code as fenced
from generator.markup import md


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere. target: relative to the page, or a whole address."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Code:
    """A text that is shown as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts below each other."""

    parts: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts one after the other."""

    parts: tuple["Inline", ...]


Inline = str | Link | Code | Lines | Joined


def inline(value: Inline) -> str:
    """Return what stands within a line, as Markdown."""
    match value:
        case str():
            return md(value) if value else ""
        case Link():
            return f"[{md(value.text)}]({quote(value.target, safe=':/#?&=%$;,@+~')})"
        case Code():
            return f"<code>{md(value.text)}</code>" if value.text else ""
        case Lines():
            return "<br>".join(map(inline, value.parts))
        case Joined():
            return "".join(_spaced(part) for part in value.parts)


def _spaced(part: Inline) -> str:
    """Return a part of a line with the blanks at its ends, which separate it from its neighbours."""
    if not isinstance(part, str):
        return inline(part)
    before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :] if part.strip() else ""
    return f"{before}{inline(part.strip())}{after}"


def heading(level: int, text: str, anchor: str = "") -> str:
    """Return a heading. anchor: what links to it say; derived from its text where none is given."""
    return f"{'#' * level} {md(text)}{f' {{ #{anchor} }}' if anchor else ''}\n"


def paragraph(*parts: Inline) -> str:
    """Return a paragraph."""
    return inline(Joined(parts)) + "\n"


def bullets(items: Iterable[Inline]) -> str:
    """Return a list."""
    return "".join(f"- {inline(item)}\n" for item in items)


def table(header: Sequence[Inline], rows: Iterable[Sequence[Inline]]) -> str:
    """Return a table; an empty text where it has no rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(header), "|" + "---|" * len(header), *lines]) + "\n" if lines else ""


def _row(cells: Sequence[Inline]) -> str:
    return f"| {' | '.join(inline(cell) or ' ' for cell in cells)} |"


def code(text: str, language: str = "") -> str:
    """Return a block of code."""
    return fenced(text, language) + "\n"


def picture(title: str, file: str) -> str:
    """Return a picture that leads to its file, where it has its full size."""
    return f"[![{md(title)}]({quote(file)})]({quote(file)}){{ .picture }}\n"


WIDE = "---\nhide: [toc]\n---\n"  # a page that needs the whole width


def page(*blocks: str) -> str:
    """Return a page of blocks, the empty ones left out."""
    return "\n".join(block for block in blocks if block)
