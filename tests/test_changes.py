"""Two versions of a spec, compared through git and files, for people, programs and pull requests."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from generator.cli import app
from tests.texts import NASTY
from tests.tools import ROOT

HEAD = "version: 1\nsystem: {name: shop}\n"
BOTH = HEAD + "environments: {dev: {regions: [eu-west-1]}, prod: {regions: [eu-west-1]}}\n"
TABLE = "tables: {orders: {key: {partition: id}}}\n"
OTHER_KEY = "tables: {orders: {key: {partition: owner}}}\n"
ACCEPT = "accept: {empty: {change: table-key-changed tables.orders.key, reason: The table is empty.}}\n"


def git(folder: Path, *words: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True)


def committed(folder: Path, files: dict[str, str]) -> Path:
    """Write files and commit them; return the spec."""
    git(folder, "init", "--quiet")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "One")
    return folder / "collectiq.yaml"


def compared(spec: Path, against: str, *more: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["changes", "--spec", str(spec), "--against", against, *more])
    return answer.exit_code, answer.stdout, answer.stderr


def between(folder: Path, old: str, new: str, *more: str) -> tuple[int, str, str]:
    (folder / "before.yaml").write_text(old)
    (folder / "collectiq.yaml").write_text(new)
    return compared(folder / "collectiq.yaml", str(folder / "before.yaml"), *more)


def found(folder: Path, old: str, new: str) -> list[dict[str, Any]]:
    answer = json.loads(between(folder, old, new, "--format", "json")[1])
    changes: list[dict[str, Any]] = answer["changes"]
    return changes


def test_the_same_spec_has_no_change(tmp_path: Path) -> None:
    spec = (ROOT / "collectiq.yaml").read_text()
    code, printed, _ = between(tmp_path, spec, spec)
    assert (0, True) == (code, printed.startswith("Nothing that the rules know has changed"))


def test_order_and_layout_are_no_change(tmp_path: Path) -> None:
    old = BOTH + "queues: {a: {}, b: {}}\n" + TABLE
    new = TABLE + "queues:\n  b: {}\n  a: {}\n" + BOTH
    assert [] == found(tmp_path, old, new)


def test_a_revision_of_git_is_compared_with_its_own_attachments(tmp_path: Path) -> None:
    definition = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
    workflow = "workflows: {order: {definition: order.asl.json}}\n"
    spec = committed(tmp_path, {"collectiq.yaml": BOTH + workflow + TABLE, "order.asl.json": definition})
    (tmp_path / "order.asl.json").unlink()
    spec.write_text(BOTH + OTHER_KEY)
    code, printed, told = compared(spec, "HEAD")
    assert (1, "") == (code, told)
    assert "table-key-changed" in printed
    assert "problem" not in printed


def test_a_spec_below_the_top_of_its_repository_is_found(tmp_path: Path) -> None:
    committed(tmp_path, {"shop/collectiq.yaml": BOTH + TABLE})
    (tmp_path / "shop/collectiq.yaml").write_text(BOTH + OTHER_KEY)
    assert 1 == compared(tmp_path / "shop/collectiq.yaml", "HEAD")[0]


def test_a_spec_that_the_revision_does_not_have_is_all_new(tmp_path: Path) -> None:
    committed(tmp_path, {"readme": "x"})
    (tmp_path / "collectiq.yaml").write_text(BOTH + TABLE)
    code, printed, _ = compared(tmp_path / "collectiq.yaml", "HEAD")
    assert (0, True) == (code, "all of it is new" in printed)


@pytest.mark.parametrize("against", ["nowhere", "--all", "-h", "HEAD:collectiq.yaml", ""])
def test_what_is_no_version_is_wrong_use(tmp_path: Path, against: str) -> None:
    spec = committed(tmp_path, {"collectiq.yaml": BOTH})
    answer = CliRunner().invoke(app, ["changes", "--spec", str(spec), f"--against={against}"])
    assert (2, "") == (answer.exit_code, answer.stdout)
    assert "neither a file nor a revision" in answer.stderr


def test_a_folder_without_git_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(BOTH)
    assert 2 == compared(tmp_path / "collectiq.yaml", "HEAD")[0]


def test_an_old_version_that_is_refused_today_is_compared_as_far_as_it_goes(tmp_path: Path) -> None:
    old = BOTH + TABLE + "queues: {jobs: {retention: 1d, colour: red}}\n"
    code, printed, _ = between(tmp_path, old, BOTH + OTHER_KEY)
    assert 1 == code
    assert "table-key-changed" in printed
    assert "has 1 problem under the rules of today, such as: unknown key" in printed


def test_an_old_version_that_is_no_spec_is_told_so(tmp_path: Path) -> None:
    code, printed, _ = between(tmp_path, "[1, 2]\n", BOTH)
    assert (0, True) == (code, "can be compared" in printed)


def test_an_acceptance_lets_its_change_through_and_no_other(tmp_path: Path) -> None:
    code, printed, told = between(tmp_path, BOTH + TABLE, BOTH + OTHER_KEY + ACCEPT)
    assert (0, "") == (code, told)
    assert "accepted by empty: The table is empty." in printed
    code, _, told = between(tmp_path, BOTH + TABLE, BOTH + ACCEPT)
    assert 1 == code
    assert "[idle-acceptance]" in told


def test_a_change_of_one_environment_says_which(tmp_path: Path) -> None:
    override = "environments: {dev: {regions: [eu-west-1]}, prod: {regions: [eu-west-1], set: {tables: {orders: {deletion_protection: false}}}}}\n"
    table = "tables: {orders: {key: {partition: id}, deletion_protection: true}}\n"
    [change] = found(tmp_path, BOTH + table, HEAD + override + table)
    assert ["prod"] == change["environments"]
    assert "table-protection-removed tables.orders" == change["name"]


def test_classes_come_in_the_order_in_which_they_hurt(tmp_path: Path) -> None:
    old = (
        BOTH
        + TABLE
        + "runbooks: {look: {title: Look, steps: [{do: Look.}]}}\nauth: {mfa: required, clients: {web: {callback_urls: ['https://a.example.com']}}}\n"
    )
    new = BOTH + "auth: {mfa: optional, clients: {}}\n"
    assert ["CLIENT", "DATA", "SECURITY", "OPERATIONS"] == [change["class"] for change in found(tmp_path, old, new)]


def test_a_rename_with_renamed_from_is_no_loss(tmp_path: Path) -> None:
    new = "tables: {purchases: {key: {partition: id}, renamed_from: orders}}\n"
    assert [] == found(tmp_path, BOTH + TABLE, BOTH + new)


def test_an_account_that_is_only_written_down_is_no_change(tmp_path: Path) -> None:
    written = HEAD + 'environments: {dev: {regions: [eu-west-1], account: "111122223333"}}\nbuckets: {files: {}}\n'
    unwritten = written.replace(', account: "111122223333"', "")
    assert [] == found(tmp_path, unwritten, written) == found(tmp_path, written, unwritten)


OPEN = "api: {}\nfunctions: {list: {handler: 'h.a:h'}, dump: {handler: 'h.b:h'}}\nroutes: {GET /x: {function: list, auth: none, reason: x}}\n"


def test_an_open_route_that_leads_to_something_else_opens_that(tmp_path: Path) -> None:
    new = OPEN.replace("function: list", "function: dump")
    [change] = found(tmp_path, BOTH + OPEN, BOTH + new)
    assert 'everybody may call function "dump" now: "GET /x" led to function "list" before' == change["message"]
    assert ("SECURITY", False) == (change["class"], change["breaking"])


def test_a_new_function_with_a_wildcard_is_told_of_it_once(tmp_path: Path) -> None:
    new = (
        "functions: {dump: {handler: 'h.a:h', grants: [{allow: ['dynamodb:*'], resource: tables.orders, reason: x}]}}\n"
    )
    assert ["grant-wildcard-added"] == [change["rule"] for change in found(tmp_path, BOTH + TABLE, BOTH + TABLE + new)]


def test_a_wildcard_that_is_written_out_widens_nothing(tmp_path: Path) -> None:
    grant = (
        "functions: {{list: {{handler: 'h.a:h', grants: [{{allow: ['{}'], resource: tables.orders, reason: x}}]}}}}\n"
    )
    old, new = (BOTH + TABLE + grant.format(action) for action in ("dynamodb:Get*", "dynamodb:GetItem"))
    assert [] == found(tmp_path, old, new)
    assert ["grant-wildcard-added"] == [change["rule"] for change in found(tmp_path, new, old)]


@pytest.mark.parametrize("text", [text for text in NASTY if "\0" not in text], ids=repr)
def test_hostile_text_is_text_in_a_comment(tmp_path: Path, text: str) -> None:
    name = json.dumps(f"/shop/x{text}x @everybody [a](javascript:b) <img src=x> | ${{{{ secrets }}}}")
    old = BOTH + "queues: {jobs: {}}\noutputs: {x: {value: '${queues.jobs.url}', publish: /shop/x}}\n"
    assert 0 == between(tmp_path, old, old)[0]
    accept = f"accept: {{x: {{change: output-removed outputs.x, reason: {name}}}}}\n"
    code, comment, _ = between(tmp_path, old, BOTH + "queues: {jobs: {}}\n" + accept, "--format", "markdown")
    if code == 1:  # the reader refuses some characters in a spec
        assert "" == comment
        return
    rendered = MarkdownIt("commonmark").enable("table").render(comment)
    assert 1 == rendered.count("<table>")
    assert 4 == rendered.count("<td>") + rendered.count("<td style")
    assert not any(tag in rendered for tag in ("<img", "<a ", "<script", "@everybody"))


def test_a_comment_has_a_table_for_each_class(tmp_path: Path) -> None:
    _, comment, _ = between(tmp_path, BOTH + TABLE, BOTH + OTHER_KEY, "--format", "markdown")
    assert comment.startswith("### What the change of ")
    assert "| **table-key-changed** | tables.orders.key |" in comment
    assert "| all |" in comment


def test_the_pipeline_tells_a_pull_request_what_it_means_and_fails(tmp_path: Path) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/infrastructure.yml").read_text())
    job = workflow["jobs"]["changes"]
    [compare, verdict] = [step["run"] for step in job["steps"] if "change" in step.get("name", "") and "run" in step]
    spec = committed(tmp_path, {"collectiq.yaml": BOTH + TABLE})
    git(tmp_path, "checkout", "--quiet", "-b", "topic")
    spec.write_text(BOTH + OTHER_KEY)
    git(tmp_path, "commit", "--quiet", "--all", "--message", "Two")
    git(tmp_path, "checkout", "--quiet", "-")
    git(tmp_path, "merge", "--quiet", "--no-ff", "--message", "Three", "topic")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}
    done = [
        subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=tmp_path, env=environment, check=False).returncode
        for script in (compare, verdict)
    ]
    assert [0, 1] == done
    assert "**table-key-changed**" in summary.read_text()
    assert (tmp_path / "changes.md").read_text() == summary.read_text()
