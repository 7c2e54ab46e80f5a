"""The runbooks: every command could be run, every link leads somewhere, and each page says what holds in its environment."""

import json
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import botocore.session
import pytest
from botocore import xform_name
from botocore.model import OperationModel
from markdown_it import MarkdownIt

from generator import source
from generator.pipeline import compile_source, compile_spec
from tests import specs
from tests.systems import CASES
from tests.tools import ROOT

SHOP = """
version: 1
system: {name: shop, owner: The shop}
environments:
  dev: {regions: [us-east-1]}
  live:
    regions: [eu-west-1, us-east-1]
    account: "444455556666"
    approval: true
    reasons: {workflows.pay.type: A test.}
    set: {workflows: {pay: {type: express}}, functions: {take: {deployment: {strategy: canary}}}}
functions:
  take: {handler: "take.app:handler"}
  give: {handler: "give.app:handler"}
queues: {late: {}}
buckets: {files: {}}
workflows: {pay: {start_at: Done, states: {Done: {Type: Succeed}}}}
queries: {errors: {logs: [functions.*], query: "filter x = 1 # ```\\n```\\n| limit 2"}}
access: {team: {environments: [dev, live], role: deploy, members: [ann@example.com], description: TEXT}}
notifications: {page: {email: [a@example.com], description: TEXT}}
dashboards: {all: {title: TEXT, widgets: [{text: x, title: TEXT}]}}
alarms: {errors: {metric: functions.*.errors, description: TEXT, above: 1, for: 5m, notify: page, runbook: runbooks.errors, dashboard: dashboards.all}}
runbooks:
  errors:
    title: TEXT
    impact: TEXT
    escalate: {after: 90m, to: access.team}
    steps:
STEPS
  other: {title: TEXT, steps: [{do: TEXT}]}
"""
STEPS = """
      - {do: TEXT, check: TEXT, query: queries.errors, runbook: runbooks.other, link: traces}
      - {do: Read., command: "aws sqs receive-message --queue-url ${queues.late.url}"}
      - {do: Gradual., when: {thing: functions.take, is: gradual}}
      - {do: At once., when: {thing: functions.take, is: at_once}}
"""
HOSTILE = "</b> [x](javascript:y) `z` | {{ a }} # *b* \u2028<!-- "
# Options of the AWS command line itself.
GLOBAL = {"region", "query", "output", "max-items", "profile"}
SERVICES = {"deploy": "codedeploy", "s3api": "s3"}
# Operations that take the name of a file to write to, besides their options.
WRITING = {"get-object", "invoke"}


def shop(text: str = "Plain.", steps: str = STEPS) -> str:
    said = json.dumps(text)
    return SHOP.replace("STEPS", steps).replace("TEXT", said)


@cache
def pages(system: str) -> dict[str, str]:
    """Return the pages of a system by path: of the reference, of a case, or of the shop with a text."""
    folders = {"reference": ROOT, "watched": CASES / "a_system_can_be_watched_in_every_way"}
    compiled = compile_spec(folders[system] / "collectiq.yaml") if system in folders else specs.compiled(shop(system))
    assert compiled.model, [problem.message for problem in compiled.diagnostics]
    return {str(path): text for path, text in compiled.rendered().items() if str(path).startswith("docs/runbooks")}


def commands(system: str) -> list[str]:
    found = [
        token.content.splitlines()
        for text in pages(system).values()
        for token in MarkdownIt("commonmark").parse(text)
        if token.type == "fence" and token.info == "sh"
    ]
    return sorted({line for lines in found for line in lines})


def links(text: str) -> Iterator[str]:
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for child in block.children or []:
            if child.type == "link_open":
                yield str(child.attrs["href"])


def section(page: str, environment: str) -> str:
    return page.partition(f"\n## {environment}\n")[2].partition("\n## ")[0]


@cache
def operations(service: str) -> dict[str, OperationModel]:
    """Return a service's operations as the command line calls them."""
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    return {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}


def wrong(command: str) -> list[str]:
    """Return what the AWS command line would refuse of a command."""
    service, name, *words = shlex.split(command)[1:]
    if name not in operations(service):
        return [f"{service} has no {name}"]
    shape = operations(service)[name].input_shape
    assert shape
    known = {xform_name(member, "-") for member in shape.members}
    given = {word.removeprefix("--").removeprefix("no-") for word in words if word.startswith("--")}
    required = {xform_name(member, "-") for member in shape.required_members}
    loose = [word for word, before in zip(words, ["", *words], strict=False) if not (before + word).count("--")]
    unknown = [f"{name} has no --{option}" for option in sorted(given - known - GLOBAL)]
    lacking = [f"{name} needs --{option}" for option in sorted(required - given)]
    return unknown + lacking + ([f"{name} takes no {loose}"] if len(loose) != (name in WRITING) else [])


AWS = [line for line in commands("reference") if line.startswith("aws ")]


def test_the_aws_command_line_knows_every_command() -> None:
    assert {} == {command: problems for command in AWS if (problems := wrong(command))}
    assert len(AWS) > 50


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("aws sqs purge-all --queue-url x", ["sqs has no purge-all"]),
        ("aws sqs purge-queue --queue x", ["purge-queue has no --queue", "purge-queue needs --queue-url"]),
        ("aws sqs purge-queue --queue-url x y", ["purge-queue takes no ['y']"]),
    ],
)
def test_a_wrong_command_would_be_found(command: str, expected: list[str]) -> None:
    assert expected == wrong(command)


def test_other_commands_are_of_known_tools() -> None:
    others = [shlex.split(line)[:3] for line in commands("reference") if line not in AWS]
    folders = {"dev", "prod"}
    roots = [f"-chdir=generated/terraform/envs/{folder}" for folder in folders]
    known = {("git", "revert")} | {("terraform", root) for root in roots}
    assert set() == {tuple(words[:2]) for words in others if words[0] != "collectiq"} - known
    assert {"plan", "apply", "state"} == {words[2] for words in others if words[0] == "terraform"}


def test_every_aws_command_of_a_page_names_its_region() -> None:
    lacking = [line for line in AWS if "--region" not in line and "sts get-caller-identity" not in line]
    assert [] == lacking


@pytest.mark.parametrize("system", ["reference", "watched", "Plain.", HOSTILE])
def test_every_link_leads_somewhere(system: str) -> None:
    found = pages(system)
    for path, text in found.items():
        here = PurePosixPath(path).parent
        headings = {f"#{line.lstrip('# ').lower().replace(' ', '-')}" for line in text.splitlines() if line[:1] == "#"}
        for link in links(text):
            assert link.startswith("https://") or str(here / link) in found or link in headings, (path, link)


def test_every_alarm_leads_to_a_page_that_names_it_and_its_dashboard() -> None:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    for stack in model.stacks:
        for alarm in (one for one in stack.alarms.values() if one.runbook):
            assert alarm.runbook
            part = section(pages("reference")[stack.names.runbook(alarm.runbook.key)], stack.names.stack)
            assert [] == [watched.name for watched in alarm.watched if watched.name not in part]
            assert alarm.dashboard is None or f"#dashboards/dashboard/{alarm.dashboard.name}" in part


def test_no_text_can_break_a_page() -> None:
    def shape(system: str, path: str) -> list[str]:
        return [token.type for token in MarkdownIt("commonmark").enable("table").parse(pages(system)[path])]

    assert list(pages(HOSTILE)) == list(pages("Plain."))
    for path in pages(HOSTILE):
        assert shape("Plain.", path) == shape(HOSTILE, path)
        assert sorted(links(pages("Plain.")[path])) == sorted(links(pages(HOSTILE)[path]))


def test_the_text_of_a_query_stays_one_block() -> None:
    page = pages("Plain.")["docs/runbooks/errors.md"]
    fences = [token.content for token in MarkdownIt("commonmark").parse(page) if token.type == "fence"]
    assert fences.count("filter x = 1 # ```\n```\n| limit 2\n") == 3


def test_steps_follow_the_facts_of_the_environment() -> None:
    page = pages("Plain.")["docs/runbooks/errors.md"]
    assert ("At once." in section(page, "dev"), "Gradual." in section(page, "dev")) == (True, False)
    assert ("At once." in section(page, "live"), "Gradual." in section(page, "live")) == (False, True)
    express, standard = (section(pages("reference")["docs/runbooks/executions_failed.md"], e) for e in ("prod", "dev"))
    assert ("get-execution-history" in standard, "redrive-execution" in standard) == (True, True)
    assert ("get-execution-history" in express, "redrive-execution" in express) == (False, False)


def test_the_steps_change_with_the_type_of_the_workflow() -> None:
    spec = (ROOT / "collectiq.yaml").read_text(encoding="utf-8")
    flipped = spec.replace("workflows: {valuation: {type: express, log_level: ERROR}}", "workflows: {valuation: {}}", 2)
    model = compile_source(*source.parse(flipped, "collectiq.yaml"), ROOT).model
    assert model
    [live] = [stack for stack in model.stacks if stack.names.environment == "prod"]
    named = [words[2] for step in live.runbooks["executions_failed"].steps for words in step.commands]
    assert ["list-executions", "get-execution-history", "receive-message", "executions", "redrive-execution"] == named


def test_an_account_that_the_spec_leaves_out_is_a_variable_of_the_shell() -> None:
    dev = section(pages("Plain.")["docs/runbooks/errors.md"], "dev")
    expected = 'aws sqs receive-message --queue-url https://sqs.us-east-1.amazonaws.com/"${account}"/shop-dev-late --region us-east-1'
    assert expected in dev
    assert 'export account="$(aws sts get-caller-identity --query Account --output text)"' in dev


def test_a_page_opens_with_the_impact_and_the_first_step_where_most_is_at_stake() -> None:
    lines = [line for line in pages("reference")["docs/runbooks/function_rollback.md"].splitlines() if line]
    assert "# Put a function back to the version before" == lines[1]
    assert "**Impact:** The newest version of one function goes out of service." == lines[2]
    assert lines[3].startswith("**First, in [prod](#prod):**")
    assert "collectiq rollback FUNCTION --env prod --dry-run" == lines[5]


def test_each_page_says_who_is_called_and_when() -> None:
    live = section(pages("Plain.")["docs/runbooks/errors.md"], "live")
    assert "If this has not helped after 90 minutes, call the team **team**. Plain.\n- ann@example.com" in live


def test_only_a_queue_that_a_queue_feeds_is_moved_back() -> None:
    moved = [line for line in AWS if " start-message-move-task " in line]
    assert 2 == len(moved)
    assert [] == [line for line in moved if "-review_failures " not in line]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("aws sqs list-queues | head", "one command is expected here, without pipes, redirection or $(...)"),
        ("echo $(id)", "one command is expected here, without pipes, redirection or $(...)"),
        ("echo 'a", "a quote is opened here and never closed"),
        ("echo ${api.id}", '"api" names nothing'),
        ("echo ${queues.lost.url}", 'queue "lost" is not declared'),
    ],
)
def test_a_command_that_could_not_be_pasted_is_refused(command: str, message: str) -> None:
    found = specs.errors(shop(steps=f"      - {{do: Run., command: {json.dumps(command)}}}"))
    assert [True] == list({problem.message.startswith(message) for problem in found})


def test_a_command_is_shown_for_each_thing() -> None:
    step = '      - {do: Run., each: [functions.*, queues.late], command: "echo ${each.name} ${environment.name}"}'
    found = specs.model(shop(steps=step)).stacks[0].runbooks["errors"].steps[0].commands
    assert tuple(("echo", f"shop-dev-{key}", "dev") for key in ("give", "take", "late")) == found


def test_each_thing_has_a_block_of_its_own_so_that_one_paste_changes_one_thing() -> None:
    blocks = [
        token.content.splitlines()
        for text in pages("reference").values()
        for token in MarkdownIt("commonmark").parse(text)
        if token.type == "fence" and token.info == "sh"
    ]
    assert [] == [block for block in blocks if len(block) != 1]


def test_each_needs_a_command() -> None:
    found = specs.errors(shop(steps="      - {do: Run., each: [functions.*]}"))
    assert [("runbooks", "errors", "steps", 0)] == [problem.path[:4] for problem in found]


def test_the_state_is_recovered_from_where_it_lies() -> None:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    for stack in model.stacks:
        part = section(pages("reference")["docs/runbooks/state_recovery.md"], stack.names.stack)
        assert f"--bucket {stack.terraform.state_bucket} --key {stack.names.state_key} --version-id VERSION_ID" in part


def test_an_alarm_whose_runbook_vanished_is_refused() -> None:
    found = specs.errors(shop().replace("  errors:\n    title", "  mistakes:\n    title"))
    assert {"dangling-reference"} == {problem.rule for problem in found}
