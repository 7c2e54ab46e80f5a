"""A quote that somebody forgot to close is told where it opens, however many lines later the text breaks."""

import random
import re

import pytest

from generator.source import parse
from tests.systems import SYSTEMS

TOO_LATE = "this text opens with a quote that is closed only in line"


def told(text: str) -> tuple[tuple[int, int], str]:
    """Return the place and the message of the one problem of a text that is not YAML."""
    _, [problem] = parse(text, "collectiq.yaml")
    assert problem.position
    return (problem.position.line, problem.position.column), problem.message


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('a: "b\nc:\n  d: "e"', (1, 4), f"{TOO_LATE} 3"),
        ("a: {b: 'c}\nd: {e: 'f'}", (1, 8), f"{TOO_LATE} 2"),
        ('a: "b\nc: ""', (1, 4), f"{TOO_LATE} 2"),
        ('a: "b\n  c"\nd: "e" f', (3, 8), "the quoted text ends before this"),
        ('a: "b\n  c"\nd: "e', (3, 4), "this text opens with a quote that is not closed"),
        ('a: ["b\n  c", "\\d"]', (2, 9), "this is no escape of double-quoted text"),
    ],
)
def test_a_quote_that_is_not_closed_is_told_where_it_opens(text: str, place: tuple[int, int], words: str) -> None:
    assert place == told(text)[0]
    assert told(text)[1].startswith(words)


def test_whichever_quote_of_the_reference_is_left_out_its_line_is_told() -> None:
    text = SYSTEMS["reference"].read_text(encoding="utf-8")
    closing = [found.end() - 1 for found in re.finditer(r'"[^"\n]*"(?=[,}\]]? *$)', text, re.MULTILINE)]
    for at in random.Random(7).sample(closing, 5):
        (line, _), _ = told(text[:at] + text[at + 1 :])
        assert text.count("\n", 0, at) + 1 == line
