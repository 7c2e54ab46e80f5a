"""Terraform source from Python values, read back by Terraform itself where it is installed."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import strategies as st

from generator import hcl
from generator.names import token
from tests.texts import TEXTS, VALUES, commented, composed, samples
from tests.tools import Terraform

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform here")


def express(name: str) -> str:
    return {"api.url": 'module.api["main"].url', "account": "var.account_id"}[name]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", '"plain"'),
        ('a "b" \\', r'"a \"b\" \\"'),
        ("line\nnext\ttab", r'"line\nnext\ttab"'),
        ("${x} %{y} $${z} $ %", '"$${x} %%{y} $$${z} $ %"'),
        ("\x00\x1b\u2028\u202e\U000e0041", r'"\u0000\u001b\u2028\u202e\U000e0041"'),
        ("Grüße 🧑‍🚀", '"Grüße 🧑‍🚀"'),
        (True, "true"),
        (0, "0"),
        (-1.5, "-1.5"),
        (None, "null"),
        ({}, "{}"),
        ([], "[]"),
        ((1, "a", None), '[1, "a", null]'),
        (hcl.Raw("var.x"), "var.x"),
        ([hcl.Raw("var.x"), hcl.Raw("var.y")], "[var.x, var.y]"),
    ],
)
def test_a_value_has_one_literal(value: object, expected: str) -> None:
    assert expected == hcl.literal(value)


def test_an_object_has_aligned_entries_and_quotes_only_what_is_no_identifier() -> None:
    value = {"a": 1, "long-name": "x", "for": 2, "1st": 3, "nested": {"b": True}, "last": []}
    expected = """
        {
          a         = 1
          long-name = "x"
          "for"     = 2
          "1st"     = 3
          nested = {
            b = true
          }
          last = []
        }"""
    assert dedent(expected).strip() == hcl.literal(value)


def test_a_long_list_and_a_list_of_objects_have_one_item_a_line() -> None:
    value = {"long": ["a" * 50, "b" * 50], "objects": [{"a": 1}, {}]}
    expected = f"""
        {{
          long = [
            "{"a" * 50}",
            "{"b" * 50}",
          ]
          objects = [
            {{
              a = 1
            }},
            {{}},
          ]
        }}"""
    assert dedent(expected).strip() == hcl.literal(value)


def test_a_comment_stays_a_comment_whatever_it_holds() -> None:
    value = {
        "first": hcl.Commented("one", 1),
        "second": hcl.Commented("two\n}\r\u2028evil = true \u202e", {"x": 1}),
        "third": [hcl.Commented("item", 3)],
    }
    expected = """
        {
          # one
          first = 1

          # two
          # }
          #
          # evil = true \\u202e
          second = {
            x = 1
          }
          third = [
            # item
            3,
          ]
        }"""
    assert dedent(expected).strip() == hcl.literal(value)


def test_a_long_comment_is_wrapped_and_shows_a_token_as_the_spec_writes_it() -> None:
    text = f"Calls {token('api.url')}/x. " + "word " * 30
    lines = hcl.literal(hcl.Comment(text)).split("\n")
    assert lines[0].startswith("# Calls ${api.url}/x. word")
    assert all(line.startswith("# ") and len(line) <= 100 for line in lines)


def test_a_token_becomes_its_expression() -> None:
    value = {"whole": token("account"), "part": f"${token('api.url')}/${{x}}", token("account"): 1}
    expected = """
        {
          whole            = var.account_id
          part             = "\\u0024${module.api["main"].url}/$${x}"
          (var.account_id) = 1
        }"""
    assert dedent(expected).strip() == hcl.literal(value, express=express)


@pytest.mark.parametrize("value", [token("account"), float("nan"), float("inf")])
def test_what_has_no_literal_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"known only at run time|no literal"):
        hcl.literal({"a": [value]})


@pytest.mark.parametrize("value", [{1: 2}, {"a": {"a set"}}, object()])
def test_a_value_of_a_foreign_type_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        hcl.literal(value)


def test_jsonencode_shows_its_content() -> None:
    expected = 'jsonencode({\n  Version = "2012-10-17"\n})'
    assert expected == hcl.jsonencode({"Version": "2012-10-17"})
    assert expected == hcl.literal(hcl.JsonEncoded({"Version": "2012-10-17"}))


@needs_terraform
def test_terraform_reads_back_each_literal(tmp_path: Path) -> None:
    values = samples(VALUES, 150)
    sources = {f"v{number}": hcl.literal(commented(value), 2) for number, value in enumerate(values)}
    expected = {f"v{number}": composed(value) for number, value in enumerate(values)}
    assert expected == Terraform(tmp_path).evaluate(sources)


@needs_terraform
def test_terraform_sees_the_expression_of_each_token_and_the_text_around_it(tmp_path: Path) -> None:
    around = samples(st.tuples(TEXTS, TEXTS), 100)
    sources = {
        f"v{number}": hcl.literal(f"{before}{token('x')}{after}", express=lambda _: r'join("", ["<}\"", "{>"])')
        for number, (before, after) in enumerate(around)
    }
    expected = {f"v{number}": composed(f'{before}<}}"{{>{after}') for number, (before, after) in enumerate(around)}
    assert expected == Terraform(tmp_path).evaluate(sources)
