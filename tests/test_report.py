"""How problems look in a terminal, and as JSON."""

import json

import pytest

from generator.diagnostics import Diagnostic, Position, Related, Severity
from generator.report import as_json, text
from generator.source import Source, parse

SPEC = """\
version: 1
functions:
  worker:
    timeot: 30
    memory: 64
"""
UNKNOWN = Diagnostic(
    ("functions", "worker", "timeot"), 'unknown key "timeot"; did you mean "timeout"?', "unknown-key", at_key=True
)
SMALL = Diagnostic(("functions", "worker", "memory"), "too little memory", "low-memory", Severity.WARNING)


def spec(content: str = SPEC) -> Source:
    return parse(content, "collectiq.yaml")[0]


def test_a_problem_is_shown_with_its_place_its_line_and_a_caret() -> None:
    expected = """\
collectiq.yaml:4:5: error: unknown key "timeot"; did you mean "timeout"? [unknown-key]
    4 |     timeot: 30
      |     ^

collectiq.yaml:5:13: warning: too little memory [low-memory]
    5 |     memory: 64
      |             ^

1 error, 1 warning
"""
    assert expected == text([SMALL, UNKNOWN, UNKNOWN], spec(), colour=False)


def test_related_places_are_notes_in_the_same_manner() -> None:
    related = (Related(("functions", "worker"), "declared here"),)
    problem = Diagnostic(("version",), "wrong", "some-rule", related=related)
    expected = """\
collectiq.yaml:1:10: error: wrong [some-rule]
    1 | version: 1
      |          ^
collectiq.yaml:3:3: note: declared here
    3 |   worker:
      |   ^

1 error
"""
    assert expected == text([problem], spec(), colour=False)


def test_no_problem_is_no_output() -> None:
    assert text([], spec(), colour=False) == ""
    assert json.loads(as_json([], spec())) == []


def test_problems_are_sorted_by_place_and_shown_once() -> None:
    first = Diagnostic(("version",), "b", "r")
    second = Diagnostic(("version",), "a", "r")
    found = json.loads(as_json([SMALL, first, second, UNKNOWN, first], spec()))
    assert [one["message"] for one in found] == ["a", "b", UNKNOWN.message, SMALL.message]


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        ("名前: x", 5, "    1 | 名前: x\n      |       ^"),
        ("e\u0301: x", 5, "    1 | e\u0301: x\n      |    ^"),
        ("\t\tx", 3, "    1 | →   →   x\n      |         ^"),
        ("\x1b[31m\u202ex", 7, "    1 | \\x1b[31m\\u202ex\n      |               ^"),
        ("x\r", 1, "    1 | x\n      | ^"),
        ("a" * 300 + "b" + "c" * 300, 301, f"    1 | …{'a' * 50}b{'c' * 49}…\n      | {' ' * 51}^"),
        ("b" + "c" * 300, 1, f"    1 | b{'c' * 99}…\n      | ^"),
        ("a" * 300 + "b", 301, f"    1 | …{'a' * 99}b\n      | {' ' * 100}^"),
        ("ab", 3, "    1 | ab\n      |   ^"),
    ],
)
def test_a_caret_stands_under_its_character(line: str, column: int, shown: str) -> None:
    problem = Diagnostic((), "wrong", "r", position=Position(1, column))
    source = Source("a.yaml", f"{line}\n", None)
    assert text([problem], source, colour=False).split("\n", 1)[1].startswith(f"{shown}\n\n")


def test_a_message_stays_on_its_line_and_cannot_command_the_terminal() -> None:
    problem = Diagnostic((), 'wrong "a\nb\x1b[31m"', "r", position=Position(1, 1))
    first = text([problem], Source("a\nb.yaml", "x\n", None), colour=False).split("\n", 1)[0]
    assert first == 'a\\nb.yaml:1:1: error: wrong "a\\nb\\x1b[31m" [r]'


def test_a_file_without_text_is_named_without_a_line() -> None:
    problem = Diagnostic((), "there is no such file", "unreadable-file")
    expected = "none.yaml: error: there is no such file [unreadable-file]\n\n1 error\n"
    assert expected == text([problem], Source("none.yaml", "", None), colour=False)


def test_colours_change_nothing_but_colours() -> None:
    coloured = text([UNKNOWN, SMALL], spec(), colour=True)
    assert "\x1b[1;31merror:\x1b[0m" in coloured
    for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;33m"):
        coloured = coloured.replace(code, "")
    assert coloured == text([UNKNOWN, SMALL], spec(), colour=False)


def test_json_names_the_place_the_rule_and_the_related_places() -> None:
    related = (Related(("functions", "worker"), "declared here"),)
    problem = Diagnostic(("functions", "worker", "memory"), "é", "low-memory", Severity.WARNING, related)
    place = {"file": "collectiq.yaml", "line": 5, "column": 13, "path": ["functions", "worker", "memory"]}
    near = {"file": "collectiq.yaml", "line": 3, "column": 3, "path": ["functions", "worker"]}
    expected = {
        **place,
        "message": "é",
        "rule": "low-memory",
        "severity": "warning",
        "related": [{**near, "message": "declared here"}],
    }
    assert [expected] == json.loads(as_json([problem], spec()))
    assert list(expected) == list(json.loads(as_json([problem], spec()))[0])
