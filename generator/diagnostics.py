"""A problem in the spec, as a value."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

from generator.facts import Fact

SpecPath = tuple[str | int, ...]
_Facts = TypeVar("_Facts")


class Severity(StrEnum):
    """How bad a problem is: an error stops `generate`, a warning does not, a note is none."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Position(Fact):
    """A place in a text: line and column count from 1, in characters."""

    line: int
    column: int


class CodePlace(Fact):
    """A place in a file that is not the spec. text: its line."""

    file: str
    position: Position
    text: str


class Related(Fact):
    """A second place that explains the first, such as "declared here": in the spec, or in another file."""

    path: SpecPath
    message: str
    code: CodePlace | None = None


class Diagnostic(Fact):
    """One problem: where (a path into the spec), what, and the way out.

    message: a full sentence in the user's words, lower-case start; it names the way out.
    rule: stable id, such as `dangling-reference`.
    at_key: the caret belongs under the last key of `path`, not under its value.
    position: only for a text that could not be read, which has no paths yet.
    code: the place, where it is not in the spec; `path` is empty then.
    """

    path: SpecPath
    message: str
    rule: str
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    at_key: bool = False
    position: Position | None = None
    code: CodePlace | None = None


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of these stops `generate`."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the nearest known word, or an empty string."""
    near = nearest(word, known)
    return f'; did you mean "{near}"?' if near else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that a misspelt one was meant to be, in whatever case; an empty text where none is near."""
    from difflib import get_close_matches

    words = {one.lower(): one for one in known}
    return next((words[near] for near in get_close_matches(word.lower(), words, n=1, cutoff=0.6)), "")


def together(found: Iterable[tuple[_Facts, str]]) -> Iterator[tuple[_Facts, str]]:
    """Yield what was found in several environments once, with all of them as words: `dev`, or `dev and prod`.

    found: all that a problem's place and words are made of, but for the environment; and the environment.
    """
    where: dict[_Facts, dict[str, None]] = {}
    for facts, environment in found:
        where.setdefault(facts, {})[environment] = None
    for facts, environments in where.items():
        *others, last = environments
        yield facts, f"{', '.join(others)} and {last}" if others else last
