"""Views become files, and a user's text stays text in every language."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateRuntimeError, UndefinedError
from jinja2.exceptions import TemplateAssertionError
from markdown_it import MarkdownIt

from generator import hcl, markup, tokens
from generator.names import token
from generator.render import HEADER, render
from generator.targets.file import File
from tests.texts import TEXTS, VALUES, composed, samples
from tests.tools import Terraform

PRINTABLE = TEXTS.map(lambda text: "".join(c for c in text if c.isprintable() or c.isspace())).filter(str.strip)


def rendered(folder: Path, template: str, view: Mapping[str, object], path: str = "x.txt") -> str:
    """Return what a template makes of a view."""
    (folder / "t.j2").write_text(template, encoding="utf-8")
    files = [File(PurePosixPath(path), "t.j2", view)]
    return render(files, lambda name: f"local.{name}", lambda name: f"{name}_id", folder)[PurePosixPath(path)]


def test_files_come_sorted_by_path(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("x")
    files = [File(PurePosixPath(path), "t", {}) for path in ("b/a", "a/c", "a/b")]
    assert ["a/b", "a/c", "b/a"] == [str(path) for path in render(files, templates=tmp_path)]


def test_two_files_on_one_path_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("x")
    with pytest.raises(ValueError, match="two files are written to a"):
        render([File(PurePosixPath("a"), "t", {})] * 2, templates=tmp_path)


@pytest.mark.parametrize("template", ["x", "x\n", "x\n\n\n", "x\r\n"])
def test_each_file_ends_with_one_line_end(tmp_path: Path, template: str) -> None:
    assert "x\n" == rendered(tmp_path, template, {})


def test_each_template_gets_the_header(tmp_path: Path) -> None:
    assert f"# {HEADER}\n" == rendered(tmp_path, "# {{ header }}", {})


def test_terraform_is_laid_out_and_tokens_are_expressions(tmp_path: Path) -> None:
    template = 'resource "x" {{ name | hcl }} {\n{% for key, value in tags.items() %}\n{{ key | hcl }}={{ value | hcl }}\n\n{% endfor %}\n}'
    view = {"name": "a", "tags": {"b c": token("url"), "d": ["${x}"]}}
    expected = 'resource "x" "a" {\n  "b c" = local.url\n\n  "d" = ["$${x}"]\n}\n'
    assert expected == rendered(tmp_path, template, view, "main.tf")


def test_a_persons_own_source_keeps_its_layout(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("{{ text | hcl }}")
    own = "a=<<EOT\n  x\nEOT\n"
    file = File(PurePosixPath("own.tf"), "t", {"text": hcl.Raw(own)}, verbatim=True)
    assert {file.path: own} == render([file], templates=tmp_path)


def test_a_text_is_never_a_template(tmp_path: Path) -> None:
    assert '"{{ header }} {% raw %}"\n' == rendered(tmp_path, "{{ x | json }}", {"x": "{{ header }} {% raw %}"})


@pytest.mark.parametrize("value", ["text", True, None, ["a"]])
def test_a_value_without_a_filter_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(TypeError, match="printed without a filter"):
        rendered(tmp_path, "{{ value }}", {"value": value})


def test_a_whole_number_needs_no_filter(tmp_path: Path) -> None:
    assert "3\n" == rendered(tmp_path, "{{ value }}", {"value": 3})


@pytest.mark.parametrize(
    "template", ["{{ value }}", "{{ value | hcl }}", "{{ a.value | json }}", "{% if value %}{% endif %}"]
)
def test_what_a_view_lacks_is_refused(tmp_path: Path, template: str) -> None:
    with pytest.raises(UndefinedError, match="value"):
        rendered(tmp_path, template, {"a": {}})


@pytest.mark.parametrize(
    "template", ["{{ a | upper }}", "{{ a | safe }}", "{{ range(3) | json }}", "{{ a.__class__ | json }}"]
)
def test_templates_have_no_other_filters_globals_or_ways_out(tmp_path: Path, template: str) -> None:
    with pytest.raises((TemplateAssertionError, TemplateRuntimeError)):
        rendered(tmp_path, template, {"a": "x"})


def test_tokens_are_template_variables_in_json_alone(tmp_path: Path) -> None:
    view = {"document": {"Resource": f"arn:{token('account')}:${{x}}"}}
    expected = '{\n  "Resource": "arn:${account_id}:$${x}"\n}\n'
    assert expected == rendered(tmp_path, "{{ document | json }}", view, "x.json")
    with pytest.raises(ValueError, match="known only at run time"):
        rendered(tmp_path, "{{ document | json }}", view, "x.yml")


def test_importing_the_renderer_loads_no_template_engine() -> None:
    program = "import sys, generator.render; print('jinja2' in sys.modules)"
    assert (
        "False\n" == subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    )


@given(VALUES)
def test_json_and_yaml_readers_read_the_same_value(value: object) -> None:
    document = markup.json_document(value)
    assert value == json.loads(document)
    assert value == yaml.safe_load(document)


def test_json_keeps_order_and_letters_and_shows_what_hides() -> None:
    assert '{\n  "b": "é\\u202e",\n  "a": 1\n}' == markup.json_document({"b": "é\u202e", "a": 1})


def test_a_text_is_one_word_of_a_shell() -> None:
    texts = [text for text in samples(TEXTS, 200) if "\0" not in text]
    script = "printf '%s\\0' " + " ".join(markup.sh(text) for text in texts)
    answer = subprocess.run(["bash", "-c", script], capture_output=True, check=True).stdout
    assert texts == answer.decode().split("\0")[:-1]


@pytest.mark.parametrize("value", ["a\0b", token("url")])
def test_what_no_shell_can_hold_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"NUL|run time"):
        markup.sh(value)


@given(PRINTABLE)
def test_a_text_is_plain_text_anywhere_in_markdown(text: str) -> None:
    shown = markup.md(text)
    document = f"{shown}\n\n# {shown}\n\n- {shown}\n\n> {shown}\n\n| a | b |\n|---|---|\n| {shown} | x |\n\nsee {shown} there\n"
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)
    inline = [block for block in blocks if block.type == "inline"]
    plain = " ".join(text.split())
    assert [plain] * 4 + ["a", "b", plain, "x", f"see {plain} there"] == [
        "".join(child.content for child in block.children or [] if child.type == "text") for block in inline
    ]
    assert {"text"} == {child.type for block in inline for child in block.children or []}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cards_get, *now*", "cards_get, \\*now\\*"),
        ("1. a\n2. b", "1\\. a 2. b"),
        ("# a | b #", "\\# a &#124; b \\#"),
        ("a\x00b\u202ec", "a\ufffdb\ufffdc"),
        (f"{token('api.url')}/x", "&#36;\\{api.url\\}/x"),
        (3, "3"),
    ],
)
def test_markdown_escapes_only_what_acts(text: object, expected: str) -> None:
    assert expected == markup.md(text)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="no terraform here")
def test_terraform_reads_documents_with_and_without_tokens(tmp_path: Path) -> None:
    sources, expected = {}, {}
    for number, (before, value, after) in enumerate(samples(st.tuples(TEXTS, VALUES, TEXTS), 100)):
        text = f"{before}{token('account') if number % 2 else ''}{after}"
        document = {"text": text, "value": value}
        (tmp_path / f"{number}.json").write_text(
            markup.json_document(document, lambda name: f"{name}_id"), encoding="utf-8"
        )
        how = 'templatefile("{}.json", {{ account_id = "123" }})' if tokens.has_tokens(document) else 'file("{}.json")'
        sources[f"v{number}"] = f"jsondecode({how.format(number)})"
        expected[f"v{number}"] = composed({"text": tokens.PATTERN.sub("123", text), "value": value})
    assert expected == Terraform(tmp_path).evaluate(sources)


def test_the_tokens_of_a_value_are_found_at_any_depth() -> None:
    value = {"a": [f"x{token('b')}", {token("a"): 1}], "c": (token("b"), hcl.Raw("x"))}
    assert ("a", "b") == tokens.tokens_in(value)
    assert not tokens.has_tokens({"a": ["b"]})
