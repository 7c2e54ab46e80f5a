"""The documents' source: every link leads somewhere, no text of a user's acts, and the command refuses what would hurt."""

import json
import re
import sys
from functools import cache
from pathlib import Path, PurePosixPath

import markdown
import pytest
import yaml
from typer.testing import CliRunner

from generator.bundle import bundled
from generator.cli import app
from generator.documents import language, pages, site
from generator.documents.markdown import Code, Joined, Link, inline, paragraph, table
from generator.extras import installing
from generator.pipeline import Compiled, compile_spec
from tests import specs
from tests.systems import SYSTEMS

HOSTILE = "</b> <script>x</script> [x](javascript:y) `z` | {{ a }} # *b* _c_ <!-- "
SHOP = """\
version: 1
system: {name: shop, title: TEXT, description: TEXT, owner: TEXT}
environments: {prod: {regions: [eu-west-1], account: "111122223333", description: TEXT}}
auth: {clients: {web: {callback_urls: ["https://shop.example.com/auth"]}}}
api: {description: TEXT}
functions:
  take: {handler: "take.app:handler", description: TEXT, environment: {TITLE: TEXT}, grants: [{allow: [dynamodb:PutItem], resource: tables.orders}, {allow: [s3:ListAllMyBuckets], resource: "*", reason: TEXT}]}
routes: {POST /orders: {function: take, description: TEXT, request: schemas.New, responses: {200: schemas.Answer}, auth: none, reason: TEXT}}
tables: {orders: {key: {partition: PK}, description: TEXT}}
queries: {errors: {description: TEXT, query: TEXT}}
access: {team: {environments: [prod], role: deploy, description: TEXT}}
notifications: {page: {email: [a@example.com], description: TEXT}}
dashboards: {all: {title: TEXT, widgets: [{title: TEXT, metrics: [functions.*.errors]}]}}
alarms: {errors: {metric: functions.*.errors, description: TEXT, above: 1, notify: page, runbook: runbooks.errors, dashboard: dashboards.all, owner: TEXT}}
slos: {good: {functions: [take], availability_percent: 99, ticket: page, description: TEXT, runbook: runbooks.errors, dashboard: dashboards.all, owner: TEXT}}
runbooks: {errors: {title: TEXT, steps: [{do: TEXT}]}}
schemas:
  New: {kind: request, description: TEXT, schema: {type: object, properties: {TEXT: {enum: [TEXT], description: TEXT}, line: {pattern: "[a|b]", type: string, default: TEXT}}}}
  Answer: {kind: response, description: TEXT, schema: {allOf: [{$ref: schemas.New}], properties: {list: {type: array, items: {$ref: schemas.New}}, one: {$ref: "#/$defs/x"}}, $defs: {x: {type: object, properties: {deep: {type: integer, minimum: 0}}}}}}
  Told: {kind: event, bus: buses.shop, description: TEXT, schema: {}}
buses: {shop: {description: TEXT, rules: {all: {events: [Told], targets: [functions.take], description: TEXT}}}}
workflows: {pay: {description: TEXT, states: {TEXT: {Type: Succeed}}}}
exceptions:
  one: {check: CKV_AWS_1, where: [aws_s3_bucket], reason: TEXT, owner: TEXT, expires: "2999-01-01"}
  two: {rule: task-without-timeout, at: workflows.pay, reason: TEXT, owner: TEXT, expires: "2999-01-01"}
"""


LANGUAGE = {page.path for page in language.pages()}


@cache
def system(name: str) -> Compiled:
    """Return a system, or the shop with a text in every place."""
    found = compile_spec(SYSTEMS[name]) if name in SYSTEMS else specs.compiled(SHOP.replace("TEXT", json.dumps(name)))
    assert found.model, [problem.message for problem in found.diagnostics]
    return found


@cache
def source(name: str) -> dict[str, str]:
    """Return the pages of a system; those of the language, which are the same for all, with the reference only."""
    found = system(name)
    assert found.model
    if name == "reference":
        return site.source(found.model, found.rendered())
    generated = {
        str(path.relative_to("docs")): text for path, text in found.rendered().items() if path.parts[0] == "docs"
    }
    return generated | {page.path: page.text for page in pages(found.model)}


@cache
def anchors(text: str) -> set[str]:
    """Return what links can name on a page, as MkDocs makes it."""
    extensions = ["attr_list", "tables", "toc", "pymdownx.superfences"]
    return set(re.findall(r'id="([^"]+)"', markdown.markdown(text, extensions=extensions)))


@pytest.mark.parametrize("name", [*SYSTEMS, "Plain.", HOSTILE])
def test_every_link_leads_to_a_page_and_a_place_on_it(name: str) -> None:
    files, lost = source(name), []
    for path, text in files.items():
        links = (
            re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
            if path.endswith(".md")
            else []
        )
        for link in (link for link in links if not link.startswith(("https:", "javascript:"))):
            target, _, anchor = link.partition("#")
            there = re.sub(r"[^/]+/\.\./", "", str(PurePosixPath(path).parent / target)) if target else path
            if there not in files.keys() | LANGUAGE or (anchor and anchor not in anchors(files[there])):
                lost.append((path, link))
    assert [] == lost


@pytest.mark.parametrize("text", [HOSTILE, "x { onclick=alert(1) .y }"])
def test_no_text_can_act_on_a_page(text: str) -> None:
    for path in (path for path in source(text) if path.endswith(".md")):
        html = markdown.markdown(source(text)[path], extensions=["attr_list", "tables", "toc", "pymdownx.superfences"])
        assert not re.search(r'<script|<em>(?!It worked)|href="javascript|onclick="|class="y"', html), path
        assert "<!-- " not in html.replace("<!-- Generated", ""), path


def test_the_navigation_names_each_page_once() -> None:
    files = source("reference")
    named = re.findall(r'"([^"]+\.md)"', json.dumps(site.navigation(files, {})))
    assert sorted(path for path in files if path.endswith(".md")) == sorted(named)


def test_a_page_that_another_target_writes_has_its_place() -> None:
    assert [{"Overview": "index.md"}, {"Cost": "cost.md"}, {"More": ["other.md"]}] == site.navigation(
        ["cost.md", "index.md", "other.md", "cost.svg"], {}
    )


def test_settings_ask_for_nothing_from_elsewhere() -> None:
    model = system("reference").model
    assert model
    settings = yaml.safe_load(site.settings(model, source("reference"), "docs", "site"))
    assert settings["theme"]["font"] is False
    assert [] == re.findall(r"https?://", json.dumps(settings))


def test_the_pages_of_a_system_are_the_same_each_time() -> None:
    model = system("reference").model
    assert model
    assert list(pages(model)) == list(pages(model))


def test_the_language_is_described_to_its_last_setting() -> None:
    files = source("reference")
    lacking = [
        (kind, name)
        for kind, section in (("function", "functions"), ("table", "tables"), ("alarm", "alarms"), ("route", "routes"))
        for name in json.loads(bundled())["$defs"][kind]["properties"]
        if f"NAME.{name}<" not in files[f"language/{section}.md"].replace("\\", "")
    ]
    assert [] == lacking


def test_a_function_s_page_says_what_holds_in_each_environment() -> None:
    text = source("reference")["functions/authenticity_agent.md"].replace("\\", "")
    assert "| Memory | 1024 MB | 1024 MB |" in text
    assert "In dev" in text
    assert "bedrock:InvokeModel" in text
    assert "[Function near its timeout](../runbooks/function_duration_high.md)" in text


def test_environments_show_each_difference_and_nothing_else() -> None:
    text = source("reference")["environments.md"].replace("\\", "")
    assert "| <code>auth.mfa</code> | <code>optional</code> | <code>required</code> |" in text
    assert "auth.domain_prefix" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a|b *c*", "a&#124;b \\*c\\*"),
        (Code("a_b"), "<code>a_b</code>"),
        (Link("x]", "a b.md#c"), "[x\\]](a%20b.md#c)"),
        (Joined(("a ", Code("b"), ", c")), "a <code>b</code>, c"),
        ("", ""),
    ],
)
def test_a_text_stays_text(value: str, text: str) -> None:
    assert text == inline(value)


def test_a_table_without_rows_is_left_out() -> None:
    assert ("", "| a |\n|---|\n| b |\n") == (table(["a"], []), table(["a"], [["b"]]))
    assert "x\n" == paragraph("x")


def docs(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(app, ["docs", *words, "--spec", str(SYSTEMS["the_smallest_spec_is_valid"])])
    return answer.exit_code, answer.stderr


def test_a_folder_with_something_else_in_it_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    code, said = docs("build", "--out", str(tmp_path))
    assert (1, "holds something else than a site of ours" in said) == (code, True)
    assert "mine" == (tmp_path / "letter.txt").read_text()


def test_without_mkdocs_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mkdocs", None)
    code, said = docs("build", "--out", str(tmp_path / "site"))
    assert (3, installing("docs") in said) == (code, True)
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
def test_a_site_of_ours_is_replaced(tmp_path: Path) -> None:
    assert 0 == docs("build", "--strict", "--quiet", "--out", str(tmp_path / "site"))[0]
    (tmp_path / "site" / "old.html").write_text("old")
    assert (0, "") == docs("build", "--strict", "--quiet", "--out", str(tmp_path / "site"))
    assert not (tmp_path / "site" / "old.html").exists()
    assert (tmp_path / "site" / "index.html").is_file()
