"""The layout of Terraform source, judged by `terraform fmt` where it is installed."""

import json
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import hcl
from tests.systems import SYSTEMS, rendered
from tests.texts import VALUES, WORDS, commented, samples
from tests.tools import Terraform

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform here")


def test_format_indents_aligns_and_drops_needless_blank_lines() -> None:
    source = """

        resource "aws_x" "y" {

              name="a = b # {"     # why
          tags   = { a = 1 }  // also


          policy = jsonencode({
          Statement = [{
          Effect  = "${lookup({ a = "}" }, "a")}"
          }]
          })
          # a comment
          depends_on=[aws_z.a]

        }
        """
    expected = """
        resource "aws_x" "y" {
          name = "a = b # {" # why
          tags = { a = 1 }   // also

          policy = jsonencode({
            Statement = [{
              Effect = "${lookup({ a = "}" }, "a")}"
            }]
          })
          # a comment
          depends_on = [aws_z.a]
        }
        """
    assert dedent(expected).lstrip("\n") == hcl.format(source)


@given(
    values=st.lists(VALUES.map(commented) | VALUES.map(hcl.JsonEncoded), min_size=1, max_size=3),
    around=st.sampled_from([("", ""), ("x {\ny = merge(", ")\n}")]),
)
@settings(suppress_health_check=list(HealthCheck), max_examples=200, deadline=None)
def test_a_value_that_was_set_aside_is_laid_out_as_if_it_stood_there(
    values: list[object], around: tuple[str, str]
) -> None:
    blocks: list[str] = []
    whole = [around[0], *(f"v={hcl.literal(value)}" for value in values), around[1]]
    parts = [around[0], *(f"v={hcl.laid_out(value, blocks)}" for value in values), around[1]]
    assert hcl.format("\n".join(whole)) == hcl.format("\n".join(parts), blocks)


@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_all_terraform_of_a_system_is_laid_out_as_a_whole(name: str) -> None:
    texts = {path: text for path, text in rendered(name).items() if path.suffix == ".tf"}
    assert texts == {path: text if "<<" in text else hcl.format(text) for path, text in texts.items()}


@pytest.mark.parametrize("source", ["a = <<EOT\nx\nEOT\n", 'a = "x\n"\n', "/* x */\n"])
def test_format_refuses_what_it_cannot_lay_out(source: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        hcl.format(source)


@given(VALUES)
def test_a_literal_is_formatted(value: object) -> None:
    source = f"x = {hcl.literal(commented(value))}\n"
    assert source == hcl.format(source)


@st.composite
def messy_sources(draw: st.DrawFn) -> str:
    """Return source with random indentation, blanks around `=`, blank lines and trailing comments."""
    value = draw(st.dictionaries(WORDS, VALUES, min_size=1, max_size=4))
    source = "\n".join(
        f"block {json.dumps(name)} {{\nv = {hcl.literal(commented(v))}\n}}" for name, v in value.items() if name
    )
    lines = []
    for line in source.split("\n"):
        blanks = draw(st.sampled_from(["", "  ", "     ", "\t"]))
        name, equal, rest = line.partition(" = ")
        name = name.rstrip() if equal and '"' not in name and "#" not in name else name
        comment = (
            draw(st.sampled_from(["", "", "", "  # note = {", ' // "note'])) if not line.strip().startswith("#") else ""
        )
        around = (
            draw(st.sampled_from([" = ", "=", "  =  "])) if equal and '"' not in name and "#" not in name else equal
        )
        lines.append(f"{blanks}{name.strip()}{around}{rest}{comment}")
    return "\n".join(lines) + "\n"


@given(messy_sources())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50, deadline=None)
def test_format_twice_is_format_once(source: str) -> None:
    once = hcl.format(source)
    assert once == hcl.format(once)


@needs_terraform
def test_terraform_fmt_agrees_with_each_literal(tmp_path: Path) -> None:
    for number, value in enumerate(samples(VALUES, 100)):
        (tmp_path / f"{number}.tf").write_text(f"x = {hcl.literal(commented(value))}\n", encoding="utf-8")
    assert Terraform(tmp_path).unformatted() == []


@needs_terraform
def test_terraform_fmt_agrees_with_what_format_makes_of_messy_source(tmp_path: Path) -> None:
    for number, source in enumerate(samples(messy_sources(), 100)):
        (tmp_path / f"{number}.tf").write_text(hcl.format(source), encoding="utf-8")
    assert Terraform(tmp_path).unformatted() == []
