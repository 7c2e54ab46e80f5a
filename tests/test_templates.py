"""Compiled templates give the same text without Jinja as with it, and what they can't do Jinja does."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jinja2 import UndefinedError

from generator import render, tokens
from generator.facts import Fact
from generator.pipeline import compile_spec
from generator.targets import expressions, files
from generator.targets.file import File
from generator.templates import Context, Templates
from tests.systems import SYSTEMS, rendered
from tests.tools import ROOT, run, succeeded


class Place(Fact):
    """A value with a field."""

    name: str


def both(folder: Path, template: str, view: Mapping[str, object]) -> tuple[str, str]:
    """Return what a template makes of a view without Jinja, and with it."""
    (folder / "t").write_text(template, encoding="utf-8")
    engine = render.engine(folder, tokens.refuse, tokens.refuse)
    whole = {"output_path": "x.json", **view}
    return alone(engine, "t", whole), engine.jinja.render("t", whole)


def alone(engine: Templates, template: str, view: Mapping[str, object]) -> str:
    """Return what a template makes of a view without Jinja; raises where it falls back on it."""
    return "".join(engine.get_template(template).root_render_func(Context(view)))


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_file_of_every_system_is_the_same_without_jinja(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    model = compile_spec(SYSTEMS[name]).model
    assert model
    compared = 0

    def checked(engine: Templates, template: str, view: Any) -> str:
        nonlocal compared
        compared += 1
        text = alone(engine, template, view())
        assert text == engine.jinja.render(template, view())
        return text

    monkeypatch.setattr(Templates, "render", checked)
    made = render.render(files(model), expressions.expression, expressions.templatefile_name)
    assert 0 < len(made) == compared


@pytest.mark.parametrize(
    ("template", "view", "text"),
    [
        ("{% for x in xs %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}", {"xs": "abc"}, "1,2,3"),
        ("{% for x in xs %}{% if loop.first %}<{% endif %}{{ x }}{% else %}none{% endfor %}", {"xs": []}, "none"),
        ("{% for k, v in m.items() %}{{ k | json }}{{ v }}{% endfor %}", {"m": {"b": 1, "a": 2}}, '"b"1"a"2'),
        ("{% if m.items is none %}a{% else %}b{% endif %}", {"m": {"items": None}}, "b"),
        ("{{ m.other }}{{ m['items'] }}", {"m": {"other": 1, "items": 2}}, "12"),
        ("{{ p.name | sh }}", {"p": Place("a b")}, "'a b'"),
        ("{% with y = x %}{{ y }}{% endwith %}", {"x": 3}, "3"),
        ('{{ (x ~ "-" ~ y) | md }}', {"x": "a", "y": 1}, "a-1"),
        ("{% if x is not none and x in [1, 2] %}yes{% endif %}", {"x": 2}, "yes"),
    ],
)
def test_what_templates_use_means_the_same(tmp_path: Path, template: str, view: dict[str, Any], text: str) -> None:
    assert (text, text) == both(tmp_path, template, view)


def test_an_included_template_sees_the_variables_around_it(tmp_path: Path) -> None:
    (tmp_path / "inner").write_text("{{ x }}{{ y }}{{ loop.index }};")
    template = '{% for y in ys %}{% if loop.first %}{{ x }}:{% endif %}{% include "inner" %}{% endfor %}'
    assert ("1:171;182;",) * 2 == both(tmp_path, template, {"x": 1, "ys": [7, 8]})


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{% set x = 4 %}{{ x }}", "4\n"),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(5) | json }}", '"5"\n'),
        ("{% for x in [2, 1] | list %}{% endfor %}", ""),
    ],
)
def test_what_only_jinja_can_do_jinja_does(tmp_path: Path, template: str, text: str) -> None:
    (tmp_path / "t").write_text(template)
    files = [File(PurePosixPath("x"), "t", {})]
    if text:
        assert text == render.render(files, templates=tmp_path)[PurePosixPath("x")]
    else:
        with pytest.raises(Exception, match="No filter named 'list'"):
            render.render(files, templates=tmp_path)


def test_a_value_that_a_filter_noted_before_jinja_took_over_is_not_noted_twice(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("a = {{ x | hcl }}\n{% set y = 1 %}\nb = {{ z | hcl }}\n")
    files = [File(PurePosixPath("x.tf"), "t", {"x": {"k": "v"}, "z": ["w", {"k": 1}]})]
    text = 'a = {\n  k = "v"\n}\nb = [\n  "w",\n  {\n    k = 1\n  },\n]\n'
    assert text == render.render(files, templates=tmp_path)[PurePosixPath("x.tf")].replace("\n\n", "\n")


@pytest.mark.parametrize("reached", ["x.__class__", "x.real", "m.get('a')", "m.copy()", "x['a']"])
def test_a_template_reaches_nothing_but_the_view(tmp_path: Path, reached: str) -> None:
    (tmp_path / "t").write_text(f"{{{{ {reached} | json }}}}")
    engine = render.engine(tmp_path, tokens.refuse, tokens.refuse)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, Jinja decides then
        alone(engine, "t", {"x": 1, "m": {"a": 1}})


def test_what_is_missing_is_told_by_jinja(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("{% if a.b %}{% endif %}")
    with pytest.raises(UndefinedError, match="'dict object' has no attribute 'b'"):
        render.render([File(PurePosixPath("x"), "t", {"a": {}})], templates=tmp_path)


def generated(name: str, prefix: Path) -> tuple[Mapping[PurePosixPath, str], set[str]]:
    """Return the output of a system as a process of its own makes it, and the packages that this imported.

    What is compiled is kept below `prefix`.
    """
    code = "import sys; from generator.start import main; main(); print(*sys.modules, file=sys.stderr)"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(prefix), "PYTHONDONTWRITEBYTECODE": ""}
    out = prefix / "out"
    words: list[str | Path] = ["generate", "--spec", SYSTEMS[name], "--out", out, "--quiet"]
    answer = run([sys.executable, "-c", code, *words], cwd=ROOT, environment=environment)
    succeeded(answer)
    names = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    texts = {PurePosixPath(name): (out / name).read_bytes().decode() for name in names if name.name != ".manifest.json"}
    return texts, {name.partition(".")[0] for name in answer.stderr.split()}


def test_the_first_run_compiles_and_the_next_does_without_jinja(tmp_path: Path) -> None:
    name = "two_regions_share_their_data"
    first, imported = generated(name, tmp_path)
    assert "jinja2" in imported
    (tmp_path / "out" / "terraform" / "envs" / "prod").rename(tmp_path / "gone")  # so that there is something to do
    second, imported = generated(name, tmp_path)
    assert set() == imported & {"jinja2", "inspect"}
    expected = rendered(name)
    assert first == second == {path: text for path, text in expected.items() if path in first}
