"""Says what is wrong with a text that is not YAML: which characters, and what to write instead."""

import re
from typing import Any

from yaml.error import MarkedYAMLError

from generator.diagnostics import Diagnostic, Position
from generator.yaml_tree import position_of

_EXPRESSION = re.compile(r"\{%.*?%\}")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_LONGEST_QUOTE = 40
# The parser's own words, by which it says what it was doing and what it found.
_MARKING = ("while scanning an alias", "while scanning an anchor", "while scanning a tag", "while parsing a tag")
_BAD_STARTS = ("found character", "expected the node content")


def explain(error: MarkedYAMLError, text: str) -> Diagnostic:
    """Return the problem behind a parser's error, at the place where a person would change the text."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    place = position_of(mark)
    line = lines[place.line - 1].rstrip("\r") if place.line <= len(lines) else ""
    found = (
        _closed_too_late(error, text)
        or _needs_quotes(error, line, place)
        or _never_closed(error)
        or _layout(error, lines, place)
    )
    message, position = found or (_other(error), place)
    return Diagnostic((), message, "invalid-yaml", position=position)


def _closed_too_late(error: MarkedYAMLError, text: str) -> tuple[str, Position] | None:
    """Recognise a quote that somebody forgot to close: the next one closes it, lines later, and what follows fits nowhere."""
    opens_another = error.context == "while scanning a quoted scalar"
    mark = error.context_mark if opens_another else error.problem_mark
    if mark is None or "escape" in (error.problem or ""):
        return None
    quoted = _last_quoted(text, mark.index)
    if quoted is None or not quoted.start_mark.line < quoted.end_mark.line == mark.line:
        return None
    message = (
        f"this text opens with a quote that is closed only in line {mark.line + 1}, before what cannot follow it; close it where "
        "the text ends; inside quotes, write a quote as '' or \\\""
    )
    return message, position_of(quoted.start_mark)


def _last_quoted(text: str, index: int) -> Any:
    """Return the last text in quotes, as the parser's token, that ends before a place; None where there is none."""
    from yaml import ScalarToken, YAMLError, scan

    found = None
    try:
        for token in scan(text):
            if isinstance(token, ScalarToken) and token.style in ("'", '"') and token.end_mark.index <= index:
                found = token
    except YAMLError:
        pass  # what it stumbles over comes after the last token
    return found


def _needs_quotes(error: MarkedYAMLError, line: str, place: Position) -> tuple[str, Position] | None:
    """Recognise text that is not marked as text."""
    at, problem, context = place.column - 1, error.problem or "", error.context or ""
    if expression := _around(_EXPRESSION, line, at):
        shown = _shortened(expression.group())
        return f'a JSONata expression needs quotes: "{shown}"', Position(place.line, expression.start() + 1)
    if line[at : at + 1] == "\t":
        return "a tab stands here; use spaces, or quotes around text that holds a tab", place
    if at > 0 and line[at - 1 : at + 1] == "${":
        return '"${...}" inside { } or [ ] needs quotes around the whole text', Position(place.line, at)
    if line[at : at + 1] == "?" and "flow" in context:
        return 'text that holds "?" inside { } or [ ] needs quotes', place
    if problem == "mapping values are not allowed here" and (start := _value_start(line, at)) is not None:
        shown = _in_quotes(line[start:].strip())
        return f'text that holds ": " needs quotes; here: {shown}', Position(place.line, start + 1)
    return _bad_start(error, line, place)


def _bad_start(error: MarkedYAMLError, line: str, place: Position) -> tuple[str, Position] | None:
    """Recognise text whose first character means something else."""
    problem = error.problem or ""
    if error.context in _MARKING and error.context_mark is not None:
        place = position_of(error.context_mark)
    elif not problem.startswith(_BAD_STARTS):
        return None
    character = line[place.column - 1 : place.column]
    return (f'text that starts with "{character}" needs quotes', place) if character else None


def _around(pattern: re.Pattern[str], line: str, at: int) -> re.Match[str] | None:
    """Return the match that touches column `at` and is not inside quotes."""
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), line)
    return next((m for m in pattern.finditer(line) if m.start() <= at <= m.end() and bare[m.start()] == "{"), None)


def _value_start(line: str, at: int) -> int | None:
    """Return where the value begins whose second ": " stands at column `at`, or None on a line with one key."""
    first = re.match(r"\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s\"'#][^:]*?)\s*:\s+", line)
    return first.end() if first and first.end() <= at else None


def _never_closed(error: MarkedYAMLError) -> tuple[str, Position] | None:
    """Recognise what is opened and not closed: the place to change is where it opens."""
    problem, context = error.problem or "", error.context or ""
    if error.context_mark is None:
        return None
    start = position_of(error.context_mark)
    if context == "while scanning a quoted scalar":
        return "this text opens with a quote that is not closed", start
    if "flow" in context and problem.endswith("'<stream end>'"):
        opened, closing = ("{", "}") if "mapping" in context else ("[", "]")
        return f'this "{opened}" has no "{closing}"', start
    if problem == "could not find expected ':'":
        return 'a ":" is missing here; text over several lines needs "|" or quotes, or deeper indentation', start
    return None


def _layout(error: MarkedYAMLError, lines: list[str], place: Position) -> tuple[str, Position] | None:
    """Recognise a line that starts, or goes on, where nothing can stand."""
    problem, before = error.problem or "", lines[place.line - 1][: place.column - 1]
    if problem == "mapping values are not allowed here":
        return _second_value(lines, place)
    if problem == "sequence entries are not allowed here":
        return 'a list item ("- ") cannot start here; put it on a line of its own', place
    if before.rstrip().endswith(("'", '"')):
        return "the quoted text ends before this; inside quotes, write a quote as '' or \\\"", place
    if problem.startswith("expected <block end>") and not before.strip(" -"):
        return "this line starts at a column of its own; line it up with the entries above", place
    if problem.startswith("expected <block end>"):
        return "the value ends before this; write quotes around the whole text", place
    return None


def _second_value(lines: list[str], place: Position) -> tuple[str, Position]:
    """Say why this line's ":" comes too late: the line above has a value already, or has no ":"."""
    above = next((n for n in range(place.line - 2, -1, -1) if lines[n].strip()), 0)
    if _indentation(lines[above]) >= _indentation(lines[place.line - 1]):
        return 'this line has no ":"; write "key: value"', Position(above + 1, _indentation(lines[above]) + 1)
    message = 'this line is indented below one that has a value; text over several lines with ": " in it needs quotes'
    return message, Position(place.line, _indentation(lines[place.line - 1]) + 1)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _other(error: MarkedYAMLError) -> str:
    problem, context = error.problem or "", error.context or ""
    if problem.startswith("found unknown escape character"):
        return r"this is no escape of double-quoted text; write \\ for a backslash, or use single quotes"
    if problem.startswith("expected escape sequence"):
        return r"this escape is not complete; write \xNN, \uNNNN or \UNNNNNNNN with hexadecimal digits"
    if context == "while scanning a block scalar":
        return 'only a comment may follow "|" or ">" on its line; text that starts with them needs quotes'
    if context.startswith("while parsing a flow"):
        opened, closing = ("{", "}") if "mapping" in context else ("[", "]")
        start = f"the {opened} of line {error.context_mark.line + 1}" if error.context_mark else opened
        return f'expected "," or "{closing}" after {start}; text that holds {{ }} [ ] , or : needs quotes'
    if context == "while scanning a directive" or "directive" in problem or "YAML document" in problem:
        return 'directives are not read; remove this line that starts with "%"'
    return "nothing can stand here; check the quotes, brackets and indentation before it"


def _in_quotes(text: str) -> str:
    quote = '"' if "'" in text else "'"
    return f"{quote}{_shortened(text)}{quote}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def unknown_character(text: str) -> Diagnostic:
    r"""Return the problem of an escape such as `\UFFFFFFFF`, which names no character."""
    found = re.search(r"\\U(?!000|0010)", text)
    before = text[: found.start()] if found else ""
    position = Position(before.count("\n") + 1, len(before) - before.rfind("\n"))
    message = r"this escape names no character; the last one is \U0010FFFF"
    return Diagnostic((), message, "invalid-yaml", position=position)
