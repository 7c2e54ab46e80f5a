"""`collectiq drift`: what Terraform would change is what differs; against a stand-in for Terraform."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app

SPEC = """
version: 1
system: {name: shop}
environments: {dev: {regions: [us-east-1, eu-west-1]}}
tables: {orders: {key: {partition: id}}}
"""
TERRAFORM = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$2" in
  init) exit "${INIT:-0}" ;;
  plan) echo "Refreshing..."; exit "${PLAN:-0}" ;;
  show) cat "$SHOWN" ;;
esac
"""
SHOWN = {
    "resource_changes": [
        {"address": "aws_sqs_queue.b", "change": {"actions": ["delete", "create"]}},
        {"address": "aws_sqs_queue.a", "change": {"actions": ["update"]}},
        {"address": "data.x", "change": {"actions": ["read"]}},
        {"address": "same", "change": {"actions": ["no-op"]}},
    ],
    "output_changes": {"url": {"actions": ["create"]}},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A system whose Terraform is a stand-in that notes how it was called."""
    (tmp_path / "collectiq.yaml").write_text(SPEC)
    for stack in ("dev", "dev-eu-west-1"):
        (tmp_path / "generated/terraform/envs" / stack).mkdir(parents=True)
    (tmp_path / "shown.json").write_text(json.dumps(SHOWN))
    (tmp_path / "terraform").write_text(TERRAFORM)
    (tmp_path / "terraform").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("SHOWN", str(tmp_path / "shown.json"))
    return tmp_path


def drift(folder: Path) -> Result:
    command = ["drift", "--env", "dev", "--spec", str(folder / "collectiq.yaml"), "--format", "json"]
    return CliRunner().invoke(app, command)


def test_nothing_differs(project: Path) -> None:
    answer = drift(project)
    assert (0, [], "Nothing differs.") == (answer.exit_code, json.loads(answer.stdout), answer.stderr.splitlines()[-1])
    plans = [line for line in (project / "calls").read_text().splitlines() if " plan " in line]
    assert 2 == len(plans)
    assert all("-detailed-exitcode" in line and "-lock=false" in line for line in plans)


def test_what_differs_is_the_answer_no(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAN", "2")
    answer = drift(project)
    found = [(row["address"], row["actions"]) for row in json.loads(answer.stdout) if row["stack"] == "dev"]
    expected = [("aws_sqs_queue.a", "update"), ("aws_sqs_queue.b", "delete, create"), ("output.url", "create")]
    assert (1, expected) == (answer.exit_code, found)


@pytest.mark.parametrize("step", ["INIT", "PLAN"])
def test_a_terraform_that_fails_is_no_answer(step: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(step, "1")
    answer = drift(project)
    root = project / "generated/terraform/envs/dev"
    assert (3, f"terraform {step.lower()} failed in {root}, with exit code 1") == (
        answer.exit_code,
        answer.stderr.splitlines()[-1],
    )


def test_without_terraform_the_way_out_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project / "nothing"))
    answer = drift(project)
    assert (3, "there is no terraform here; install it, or look at the pipeline of kind drift\n") == (
        answer.exit_code,
        answer.stderr,
    )


def test_code_that_was_not_packaged_is_no_drift(project: Path) -> None:
    spec = project / "collectiq.yaml"
    spec.write_text(SPEC + 'functions: {pay: {handler: "pay.app:handler"}}\n')
    answer = drift(project)
    assert (1, True) == (answer.exit_code, "run collectiq package --env dev first" in answer.stderr)
    (project / "generated/terraform/envs/dev").rmdir()
    assert "run collectiq generate first" in drift(project).stderr
