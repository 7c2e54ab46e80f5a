"""How problems look: text for a person, JSON for a program, annotations and SARIF for whoever shows them beside the code."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from generator import pages
from generator.diagnostics import Diagnostic, Position, Related, Severity, SpecPath
from generator.excerpt import escaped, excerpt
from generator.facts import Fact
from generator.source import Source

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


class _Entry(Fact):
    """One problem or note at its place. text: the line, of a file that is not the spec."""

    file: str
    position: Position
    level: str
    message: str
    rule: str
    path: SpecPath
    notes: tuple["_Entry", ...] = ()
    text: str | None = None


def text(diagnostics: Iterable[Diagnostic], source: Source, *, colour: bool) -> str:
    """Return each problem with its place, its line and a caret, and last how many there are; empty where there is none."""
    entries = _entries(diagnostics, source)
    if not entries:
        return ""
    page = _Page(source.text.split("\n"), colour)
    blocks = ["\n".join(page.block(one) for one in (entry, *entry.notes)) for entry in entries]
    return "\n\n".join([*blocks, page.paint(_count(entries), _BOLD)]) + "\n"


def as_json(diagnostics: Iterable[Diagnostic], source: Source) -> str:
    """Return the problems as an array of objects, sorted by place."""
    found = [
        {
            **_place_as_json(entry),
            "rule": entry.rule,
            "severity": entry.level,
            "related": [_place_as_json(note) for note in entry.notes],
        }
        for entry in _entries(diagnostics, source)
    ]
    return json.dumps(found, indent=2) + "\n"


def as_github(diagnostics: Iterable[Diagnostic], source: Source) -> str:
    """Return the problems as commands by which a job of GitHub Actions shows them beside the lines; related places follow the message."""
    return "".join(_annotation(entry) for entry in _entries(diagnostics, source))


def as_sarif(diagnostics: Iterable[Diagnostic], source: Source, version: str) -> str:
    """Return the problems as a SARIF 2.1.0 log. version: of the program."""
    entries = _entries(diagnostics, source)
    rules = sorted({entry.rule for entry in entries})
    driver = {"name": "CollectIQ", "version": version, "rules": [_sarif_rule(rule) for rule in rules]}
    results = [_sarif_result(entry, rules.index(entry.rule)) for entry in entries]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _annotation(entry: _Entry) -> str:
    position = entry.position
    place = {"file": entry.file, "line": position.line, "col": position.column, "title": entry.rule}
    facts = ",".join(f"{name}={_github(str(value), ':,')}" for name, value in place.items())
    notes = [f"{note.file}:{note.position.line}:{note.position.column}: {note.message}" for note in entry.notes]
    message = "\n".join([entry.message, *notes])
    level = "notice" if entry.level == Severity.NOTE else entry.level
    return f"::{level} {facts}::{_github(message)}\n"


def _github(words: str, further: str = "") -> str:
    """Return words with what would end them written as GitHub's runner reads it back."""
    for character in f"%\r\n{further}":
        words = words.replace(character, f"%{ord(character):02X}")
    return words


def _sarif_rule(rule: str) -> dict[str, Any]:
    page = pages.page(rule)
    if page is None:
        return {"id": rule}
    described = {"text": pages.summary(page)}
    return {"id": rule, "shortDescription": described, "help": {"text": page, "markdown": page}}


def _sarif_result(entry: _Entry, rule: int) -> dict[str, Any]:
    result = {
        "ruleId": entry.rule,
        "ruleIndex": rule,
        "level": entry.level,
        "message": {"text": entry.message},
        "locations": [_sarif_location(entry)],
    }
    notes = [
        {**_sarif_location(note), "id": number, "message": {"text": note.message}}
        for number, note in enumerate(entry.notes)
    ]
    return {**result, "relatedLocations": notes} if notes else result


def _sarif_location(entry: _Entry) -> dict[str, Any]:
    region = {"startLine": entry.position.line, "startColumn": entry.position.column}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": quote(entry.file)}, "region": region}}
    if entry.path:
        location["logicalLocations"] = [{"fullyQualifiedName": ".".join(map(str, entry.path))}]
    return location


def _entries(diagnostics: Iterable[Diagnostic], source: Source) -> list[_Entry]:
    """Return the problems sorted by place, those of the spec first, each once."""
    distinct: dict[tuple[str, Position, str, str], _Entry] = {}
    for one in diagnostics:
        entry = _entry(one, source)
        distinct.setdefault((entry.file, entry.position, entry.rule, entry.message), entry)
    return sorted(
        distinct.values(),
        key=lambda entry: (
            "" if entry.text is None else entry.file,
            entry.position.line,
            entry.position.column,
            entry.message,
        ),
    )


def _entry(one: Diagnostic, source: Source) -> _Entry:
    notes = tuple(_note(near, source) for near in one.related)
    level = str(one.severity)
    if one.code:
        return _Entry(one.code.file, one.code.position, level, one.message, one.rule, one.path, notes, one.code.text)
    position = one.position or source.locate(one.path, at_key=one.at_key)
    return _Entry(source.name, position, level, one.message, one.rule, one.path, notes)


def _note(near: Related, source: Source) -> _Entry:
    if near.code:
        return _Entry(near.code.file, near.code.position, "note", near.message, "", (), text=near.code.text)
    at_key = bool(near.path) and isinstance(near.path[-1], str)
    return _Entry(source.name, source.locate(near.path, at_key=at_key), "note", near.message, "", near.path)


def _place_as_json(entry: _Entry) -> dict[str, Any]:
    place = {"file": entry.file, "line": entry.position.line, "column": entry.position.column}
    return {**place, "path": list(entry.path), "message": entry.message}


def _count(entries: Iterable[_Entry]) -> str:
    levels = [entry.level for entry in entries]
    numbers = ((levels.count(level), level) for level in Severity)
    return ", ".join(f"{number} {level}{'' if number == 1 else 's'}" for number, level in numbers if number)


class _Page(Fact):
    """What every printed problem shares."""

    lines: list[str]
    colour: bool

    def paint(self, words: str, code: str) -> str:
        """Return words in a colour, where colours are wanted."""
        return f"{code}{words}{_PLAIN}" if self.colour else words

    def block(self, entry: _Entry) -> str:
        """Return the message of a problem, its line and a caret."""
        line, column = entry.position.line, entry.position.column
        is_blank = entry.text is None and self.lines == [""]
        place = escaped(entry.file) if is_blank else f"{escaped(entry.file)}:{line}:{column}"
        level = self.paint(f"{entry.level}:", _COLOURS[entry.level])
        rule = self.paint(f" [{entry.rule}]", _DIM) if entry.rule else ""
        message = f"{self.paint(f'{place}:', _BOLD)} {level} {escaped(entry.message)}{rule}"
        text = self._line(entry)
        if is_blank or text is None:
            return message
        shown, offset = excerpt(text.removesuffix("\r"), column)
        number, bar = f"{line:>5}", self.paint("|", _DIM)
        caret = self.paint("^", _COLOURS[entry.level])
        return f"{message}\n{number} {bar} {shown}\n{'':>5} {bar} {' ' * offset}{caret}"

    def _line(self, entry: _Entry) -> str | None:
        """Return the line of an entry; None where its file has no such line."""
        if entry.text is not None:
            return entry.text
        line = entry.position.line
        return self.lines[line - 1] if line <= len(self.lines) else None
