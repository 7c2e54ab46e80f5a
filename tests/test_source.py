"""The reader: which YAML is accepted, what it means, what is said of the rest, and where."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.diagnostics import Diagnostic, Position
from generator.source import MAX_BYTES, parse, read

NAME = "collectiq.yaml"


def values(text: str) -> object:
    """Return the values of a text that is read without problems."""
    source, problems = parse(text, NAME)
    assert problems == []
    return source.data


def problem(content: str | bytes) -> Diagnostic:
    """Return the one problem of a text."""
    _, problems = parse(content, NAME)
    assert len(problems) == 1, problems
    return problems[0]


def place_of(content: str) -> tuple[int, int]:
    position = problem(content).position or Position(0, 0)
    return position.line, position.column


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12:30:00", "12:30:00"),
        ("2024-01-31", "2024-01-31"),
        ("1_000", "1_000"),
        ("+12", 12),
        ("-0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b/*"),
        ("${tables.x.name}", "${tables.x.name}"),
        ("cron(0 12 * * ? *)", "cron(0 12 * * ? *)"),
        ('"0123"', "0123"),
        ("'true'", "true"),
    ],
)
def test_an_unquoted_word_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = values(f"key: {written}")
    assert value == {"key": meant}
    assert repr(value) == repr({"key": meant})


def test_a_number_as_a_key_is_kept_as_it_is_written() -> None:
    assert values("404: a\n3.10: b\n0123: c\n") == {"404": "a", "3.10": "b", "0123": "c"}


def test_x_and_y_are_keys_like_any_other() -> None:
    assert values("{x: 0, y: n}") == {"x": 0, "y": "n"}


def test_a_value_can_be_repeated_with_an_alias() -> None:
    assert values("a: &a {b: [1]}\nc: [*a, *a]\n") == {"a": {"b": [1]}, "c": [{"b": [1]}, {"b": [1]}]}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("b: {% $x %}", (1, 4), 'a JSONata expression needs quotes: "{% $x %}"'),
        ("a: {b: {% $x %}}", (1, 8), 'a JSONata expression needs quotes: "{% $x %}"'),
        ("a: {b: ${x}}", (1, 8), '"${...}" inside { } or [ ] needs quotes around the whole text'),
        ("a: [${x.arn}]", (1, 5), '"${...}" inside { } or [ ] needs quotes around the whole text'),
        ("a: States.Format('a: {}')", (1, 4), 'text that holds ": " needs quotes; here: "States.Format(\'a: {}\')"'),
        ("a: {b: cron(0 12 * * ? *)}", (1, 22), 'text that holds "?" inside { } or [ ] needs quotes'),
        ("a: {Next: Approved?}", (1, 19), 'text that holds "?" inside { } or [ ] needs quotes'),
        ("a: [*]", (1, 5), 'text that starts with "*" needs quotes'),
        ("a: *.example.com", (1, 4), 'text that starts with "*" needs quotes'),
        ("a: @b", (1, 4), 'text that starts with "@" needs quotes'),
        ("a: `b`", (1, 4), 'text that starts with "`" needs quotes'),
        ("a: }", (1, 4), 'text that starts with "}" needs quotes'),
        ("a:\t1", (1, 3), "a tab stands here"),
        ("a:\n\tb: 1", (2, 1), "a tab stands here"),
        ("a: 'it's'", (1, 8), "the quoted text ends before this"),
        ('a: "b', (1, 4), "this text opens with a quote that is not closed"),
        ("a: [1, 2", (1, 4), 'this "[" has no "]"'),
        ("a: {b: 1\nc: 2", (2, 2), 'expected "," or "}" after the { of line 1'),
        ("a\nb: 1", (1, 1), 'this line has no ":"'),
        ("a:\n  b: 1\n   c: 2", (3, 4), "this line is indented below one that has a value"),
        ("a:\n  b:\n    c: 1\n   d: 2", (4, 4), "this line starts at a column of its own"),
        ("a: 1\nb", (2, 1), 'a ":" is missing here'),
        ("a: - b", (1, 4), 'a list item ("- ") cannot start here'),
        ('a: "x" y', (1, 8), "the quoted text ends before this"),
        (r'a: "\d"', (1, 6), "this is no escape of double-quoted text"),
        (r'a: "\UFFFFFFFF"', (1, 5), "this escape names no character"),
    ],
)
def test_what_is_not_yaml_is_named_with_the_way_out(text: str, place: tuple[int, int], words: str) -> None:
    assert problem(text).message.startswith(words)
    assert (problem(text).rule, place_of(text)) == ("invalid-yaml", place)


@pytest.mark.parametrize(
    ("text", "place", "rule", "words"),
    [
        ("on: 1", (1, 1), "ambiguous-key", 'the key on needs quotes: "on"'),
        ("a: {No: 1}", (1, 5), "ambiguous-key", 'the key No needs quotes: "No"'),
        ("null: 1", (1, 1), "ambiguous-key", "the key null needs quotes"),
        ("a: {<<: {b: 1}}", (1, 5), "ambiguous-key", 'merge keys ("<<") are not read'),
        ("a: 0123", (1, 4), "ambiguous-value", 'a number may not start with 0; write quotes to make it text: "0123"'),
        ("a: .inf", (1, 4), "ambiguous-value", ".inf is not a number that can be used here"),
        ("a: 1e999", (1, 4), "ambiguous-value", "the number 1e999 is too large"),
        ("a: 9007199254740993", (1, 4), "ambiguous-value", "the number 9007199254740993 is too large"),
        (f"a: {'9' * 5000}", (1, 4), "ambiguous-value", f"the number {'9' * 39}… is too large"),
        ("a: !Ref b", (1, 4), "unsupported-yaml", 'tags such as "!Ref" are not read'),
        ("a: !!python/object:os.system {}", (1, 4), "unsupported-yaml", 'tags such as "!!python/object:os.system"'),
        ("a: *b", (1, 4), "unsupported-yaml", "nothing is marked &b before this"),
        ("a: &a [*a]", (1, 8), "unsupported-yaml", "*a stands inside the value that it repeats"),
        ("[a]: 1", (1, 1), "unsupported-yaml", "a key must be text, not a list"),
        ("a: {{ b }}", (1, 5), "unsupported-yaml", "a key must be text, not a mapping"),
        ("a: 1\n---\nb: 1", (2, 1), "unsupported-yaml", "a second document starts here"),
        ("a: \x07", (1, 4), "invalid-character", "the character U+0007 cannot be used in a spec"),
        ("a: \ufdd0", (1, 4), "invalid-character", "the character U+FDD0 cannot be used in a spec"),
        ("a: b\u2028c", (1, 5), "invalid-character", "the character U+2028 cannot be used in a spec"),
        ("a: 1\rb: 2", (1, 5), "invalid-character", "this line ends with a carriage return alone"),
        (r'a: "\0"', (1, 4), "invalid-character", "this text holds the character U+0000"),
        (r'a: "\uFDD0"', (1, 4), "invalid-character", "this text holds the character U+FDD0"),
        (r'a: "\uD800"', (1, 4), "invalid-character", "this text holds the character U+D800"),
        ("a: " + "[" * 1000, (1, 67), "too-large", "the values are nested more than 64 deep"),
    ],
)
def test_yaml_that_means_different_things_to_different_programs_is_refused(
    text: str, place: tuple[int, int], rule: str, words: str
) -> None:
    assert problem(text).message.startswith(words)
    assert (problem(text).rule, place_of(text)) == (rule, place)


@pytest.mark.parametrize(
    ("content", "rule", "words"),
    [
        (b"", "invalid-yaml", "the file is empty"),
        (b"# nothing\n", "invalid-yaml", "the file is empty"),
        (b"- a\n", "invalid-yaml", 'the file must hold sections such as "system:"'),
        (b"text\n", "invalid-yaml", 'the file must hold sections such as "system:"'),
        (b"\xef\xbb\xbfa: 1", "invalid-encoding", "the file starts with a byte order mark"),
        ("a: 1".encode("utf-16"), "invalid-encoding", "the file is UTF-16"),
        ("a: 1".encode("utf-16-le"), "invalid-encoding", "the file is UTF-16"),
        (b"a: 1\nb: caf\xe9\n", "invalid-encoding", "the byte 0xE9 is not UTF-8"),
        (b"[" * (MAX_BYTES + 1), "too-large", "the file is larger than 4 MB"),
        (b"[" * MAX_BYTES, "too-large", "the values are nested more than 64 deep"),
        (b"{a: " * (MAX_BYTES // 4), "too-large", "the values are nested more than 64 deep"),
    ],
)
def test_a_file_that_is_no_spec_is_refused(content: bytes, rule: str, words: str) -> None:
    source, _ = parse(content, NAME)
    assert source.data is None
    assert problem(content).rule == rule
    assert problem(content).message.startswith(words)


def test_a_byte_that_is_not_utf_8_is_located() -> None:
    assert problem(b"a: 1\nb: caf\xe9\n").position == Position(2, 7)


def test_a_duplicate_key_is_refused_and_the_first_one_is_shown() -> None:
    source, problems = parse("a:\n  b: 1\n  c: 2\n  b: 3\n", NAME)
    assert [(p.rule, p.path, p.position) for p in problems] == [("duplicate-key", ("a", "b"), Position(4, 3))]
    assert source.locate(problems[0].related[0].path, at_key=True) == Position(2, 3)
    assert source.data == {"a": {"b": 1, "c": 2}}


def test_every_problem_of_the_values_is_reported_at_once() -> None:
    _, problems = parse("on: 1\na: 0123\na: 2\nb: !Ref c\n", NAME)
    assert [p.rule for p in problems] == ["ambiguous-key", "ambiguous-value", "duplicate-key", "unsupported-yaml"]


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert problem("\n".join(lines)).message.startswith("repeating values with * gives more than 100,000 values")


def test_aliases_do_not_nest_deeper_than_what_is_written_may() -> None:
    deep = "[" * 40 + "]" * 40
    assert problem(f"a: &a {deep}\nb: {'[' * 40}*a{']' * 40}\n").rule == "too-large"


def test_a_value_is_located_where_it_is_written() -> None:
    source, _ = parse("a:\n  - {b: 1, c: [x, y]}\n  - &m {d: 1}\n  - *m\ne:\n", NAME)
    places = {
        ("a",): Position(2, 3),
        ("a", 0, "b"): Position(2, 9),
        ("a", 0, "c", 1): Position(2, 19),
        ("a", 2): Position(4, 5),
        ("a", 2, "d"): Position(3, 12),
        ("e",): Position(5, 1),
    }
    assert {path: source.locate(path) for path in places} == places
    assert source.locate(("a", 0, "c"), at_key=True) == Position(2, 12)


def test_a_path_that_is_not_written_is_located_at_the_nearest_entry_around_it() -> None:
    source, _ = parse("a:\n  b:\n    c: 1\n", NAME)
    assert source.locate(("a", "b", "x", "y")) == Position(2, 3)
    assert source.locate(("x",)) == Position(1, 1)


def test_what_stands_before_broken_yaml_is_still_located() -> None:
    source, _ = parse("a: 1\nb: {c: 2}\nd: [", NAME)
    assert source.locate(("b", "c")) == Position(2, 8)


def test_files_that_cannot_be_read_are_problems_not_exceptions(tmp_path: Path) -> None:
    missing, folder = tmp_path / "none.yaml", tmp_path
    assert [p.message.split(";")[0] for p in read(missing)[1]] == ["there is no such file"]
    assert [p.message for p in read(folder)[1]] == ["this is a folder; name the file inside it"]
    assert [p.rule for p in read(tmp_path / ("x" * 5000))[1]] == ["unreadable-file"]
    assert read(missing)[0].name == str(missing)


def test_windows_line_ends_change_nothing() -> None:
    assert values("a:\r\n  b: |\r\n    x\r\n    y\r\n") == values("a:\n  b: |\n    x\n    y\n")


PIECES = [*"ab01 :?-,[]{}#&*!|>'\"%@`\\~.<=$\n\t", ": ", "- ", "\n  ", "\n- ", "a: ", "{a: ", "[a, ", "---\n", "...\n"]
PIECES += [
    "|\n",
    "|#",
    ">-\n  ",
    " #",
    "''",
    '""',
    "&x ",
    "*x",
    "!t ",
    "\r\n",
    "é",
    "😀",
    '"\\u00e9"',
    "${x}",
    "{% x %}",
]
PIECES += ["%YAML 1.2\n", "? ", "::", '"a": b', "\\ud800", "\\UFFFFFFFF", "\u2028", "\ufeff", "\x85", "0123", "on: "]


def both_answers(text: str) -> list[tuple[Any, list[Diagnostic], list[Position]]]:
    """Return what a machine with the C parser says of a text, and what one without it says."""
    answers = []
    with pytest.MonkeyPatch.context() as patch:
        for has_c_parser in (True, False):
            patch.setattr(yaml, "__with_libyaml__", has_c_parser)
            source, problems = parse(text, NAME)
            paths = [("a",), ("a", 0), ("a", "a"), ("a", "a", "a"), ("b",), ("",)]
            answers.append((source.data, problems, [source.locate(path) for path in paths]))
    return answers


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML is built without its C parser here")
@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: {b: cron(0 12 * * ? *)}")
@example("a: {Next: Approved?}")
@example("a:\t1")
@example("a: |#\n  b")
@example('"\\UFFFFFFFF')
@example("a: !\n")
@example("[a]: 1\nb: [")
@example("a: {b: \n }")
@example("a: \ufeff")
@example("a: 1\n...\nb: 2\n")
def test_a_spec_is_valid_on_every_machine_or_on_none(text: str) -> None:
    with_c, without_c = both_answers(text)
    assert with_c == without_c
    assert repr(with_c[0]) == repr(without_c[0])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_content_makes_the_reader_fail(content: bytes | str) -> None:
    source, problems = parse(content, NAME)
    assert (source.data is None) <= bool(problems)
