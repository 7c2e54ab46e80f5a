"""How problems look: text for a person, JSON for a program."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic, Position, Related, Severity, SpecPath
from generator.excerpt import escaped, excerpt
from generator.source import Source

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One problem or note at its place."""

    position: Position
    level: str
    message: str
    rule: str
    path: SpecPath
    notes: tuple["_Entry", ...] = ()


def text(diagnostics: Iterable[Diagnostic], source: Source, *, colour: bool) -> str:
    """Return each problem with its place, its line and a caret, and last how many there are; empty where there is none."""
    entries = _entries(diagnostics, source)
    if not entries:
        return ""
    page = _Page(source.name, source.text.split("\n"), colour)
    blocks = ["\n".join(page.block(one) for one in (entry, *entry.notes)) for entry in entries]
    return "\n\n".join([*blocks, page.paint(_count(entries), _BOLD)]) + "\n"


def as_json(diagnostics: Iterable[Diagnostic], source: Source) -> str:
    """Return the problems as an array of objects, sorted by place."""
    found = [
        {
            **_place_as_json(entry, source.name),
            "rule": entry.rule,
            "severity": entry.level,
            "related": [_place_as_json(note, source.name) for note in entry.notes],
        }
        for entry in _entries(diagnostics, source)
    ]
    return json.dumps(found, indent=2) + "\n"


def _entries(diagnostics: Iterable[Diagnostic], source: Source) -> list[_Entry]:
    """Return the problems sorted by place, each once."""
    distinct: dict[tuple[Position, str, str], _Entry] = {}
    for one in diagnostics:
        position = one.position or source.locate(one.path, at_key=one.at_key)
        notes = tuple(_note(near, source) for near in one.related)
        entry = _Entry(position, str(one.severity), one.message, one.rule, one.path, notes)
        distinct.setdefault((position, one.rule, one.message), entry)
    return sorted(distinct.values(), key=lambda entry: (entry.position.line, entry.position.column, entry.message))


def _note(near: Related, source: Source) -> _Entry:
    at_key = bool(near.path) and isinstance(near.path[-1], str)
    return _Entry(source.locate(near.path, at_key=at_key), "note", near.message, "", near.path)


def _place_as_json(entry: _Entry, file: str) -> dict[str, Any]:
    place = {"file": file, "line": entry.position.line, "column": entry.position.column}
    return {**place, "path": list(entry.path), "message": entry.message}


def _count(entries: Iterable[_Entry]) -> str:
    levels = [entry.level for entry in entries]
    numbers = ((levels.count(level), level) for level in Severity)
    return ", ".join(f"{number} {level}{'' if number == 1 else 's'}" for number, level in numbers if number)


@dataclass(frozen=True, slots=True)
class _Page:
    """What every printed problem shares."""

    file: str
    lines: list[str]
    colour: bool

    def paint(self, words: str, code: str) -> str:
        """Return words in a colour, where colours are wanted."""
        return f"{code}{words}{_PLAIN}" if self.colour else words

    def block(self, entry: _Entry) -> str:
        """Return the message of a problem, its line and a caret."""
        line, column = entry.position.line, entry.position.column
        is_blank = self.lines == [""]
        place = escaped(self.file) if is_blank else f"{escaped(self.file)}:{line}:{column}"
        level = self.paint(f"{entry.level}:", _COLOURS[entry.level])
        rule = self.paint(f" [{entry.rule}]", _DIM) if entry.rule else ""
        message = f"{self.paint(f'{place}:', _BOLD)} {level} {escaped(entry.message)}{rule}"
        if is_blank or line > len(self.lines):
            return message
        shown, offset = excerpt(self.lines[line - 1].removesuffix("\r"), column)
        number, bar = f"{line:>5}", self.paint("|", _DIM)
        caret = self.paint("^", _COLOURS[entry.level])
        return f"{message}\n{number} {bar} {shown}\n{'':>5} {bar} {' ' * offset}{caret}"
