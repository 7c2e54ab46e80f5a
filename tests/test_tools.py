"""Each tool of `tests/tools.py` sees a fault planted for it: one that could not would prove nothing."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.tools import Terraform

ROOT_MODULE = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.100" }
  }
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  WORD = 3
}
"""


def test_terraform_validate_names_an_unknown_argument(terraform: Callable[[Path], Terraform], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ROOT_MODULE.replace("WORD", "tiemout"))
    answer = terraform(tmp_path).validate()
    assert ["Unsupported argument"] == [d["summary"] for d in answer["diagnostics"]]


def test_terraform_fmt_names_a_file_out_of_line(terraform: Callable[[Path], Terraform], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ROOT_MODULE.replace("WORD", "delay_seconds"))
    assert ["main.tf"] == terraform(tmp_path).unformatted()


def test_a_provider_is_linked_not_copied(terraform: Callable[[Path], Terraform], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ROOT_MODULE.replace("WORD", "delay_seconds"))
    terraform(tmp_path)
    copied = sum(path.stat().st_size for path in (tmp_path / ".terraform").rglob("*") if not path.is_symlink())
    assert copied < 1_000_000


def test_terraform_evaluates_text_on_several_lines(terraform: Callable[[Path], Terraform], tmp_path: Path) -> None:
    text = 'say "hi" ${x} %{y} \\n\n<<EOT\nEOT\n🃏\u2028'
    quoted = json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    heredoc = "<<-EOT\n    a\n    b\n  EOT"
    values = Terraform(tmp_path).evaluate({"quoted": quoted, "heredoc": heredoc})
    assert {"quoted": text, "heredoc": "a\nb\n"} == values


@pytest.mark.slow
def test_checkov_finds_a_queue_without_encryption(
    checkov: Callable[[Path], list[dict[str, Any]]], tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text(ROOT_MODULE.replace("WORD", "delay_seconds"))
    assert [("CKV_AWS_27", "aws_sqs_queue.jobs")] == [(f["check_id"], f["resource"]) for f in checkov(tmp_path)]


@pytest.mark.slow
def test_parliament_finds_a_typo(parliament: Callable[[Mapping[str, Any]], list[tuple[str, str, str]]]) -> None:
    statement = {"Effect": "Allow", "Action": ["s3:GetObjct"], "Resource": ["arn:aws:s3:::cards/*"]}
    policies = {"worker": {"Version": "2012-10-17", "Statement": [statement]}}
    assert [("worker", "UNKNOWN_ACTION", "Unknown action s3:GetObjct")] == parliament(policies)


WORKFLOW = """
on: push
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.head_commit.message }}"
"""


def test_actionlint_finds_a_text_of_somebody_elses_in_a_command(
    actionlint: Callable[[list[Path]], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "greet.yml").write_text(WORKFLOW)
    [problem] = actionlint([tmp_path / "greet.yml"])
    assert '"github.event.head_commit.message" is potentially untrusted' in problem


def test_the_schema_of_workflows_finds_an_unknown_key(
    workflow_schema: Callable[[list[Path]], str], tmp_path: Path
) -> None:
    (tmp_path / "greet.yml").write_text(WORKFLOW.replace("steps:", "stepz:"))
    assert "stepz" in workflow_schema([tmp_path / "greet.yml"])


def test_statelint_finds_a_dangling_next_and_a_broken_expression(
    statelint: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    first = {"Type": "Pass", "Output": "{% $states.( %}", "Next": "Gone"}
    definition = tmp_path / "machine.asl.json"
    definition.write_text(json.dumps({"QueryLanguage": "JSONata", "StartAt": "First", "States": {"First": first}}))
    problems = "\n".join(statelint(definition))
    assert "Gone" in problems
    assert "JSONata" in problems
