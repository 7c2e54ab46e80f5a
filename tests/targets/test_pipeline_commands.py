"""What the workflows' longer commands do, against stand-ins for the programs that they call."""

import os
import shutil
from pathlib import Path, PurePosixPath
from subprocess import CompletedProcess

import pytest
import yaml

from tests import specs
from tests.tools import run

SPEC = """
version: 1
system: {name: shop, repository: example/shop}
environments: {live: {regions: [us-east-1], account: "111122223333"}}
defaults: {functions: {deployment: {strategy: canary, percent: 10, minutes: 10}}}
functions: {old: {handler: "old.app:handler"}, new: {handler: "new.app:handler"}}
pipelines: {backend: {kind: backend}}
"""
# Version 3 of both is live; of `new` there is a version 4.
AWS = """#!/usr/bin/env bash
echo "$1 $2 $4" >> "$CALLS"
case "$1 $2 $4" in
  *get-alias*) echo 3 ;;
  *list-versions*new) echo 4 ;;
  *list-versions*) echo 3 ;;
  *create-deployment*) printf "%s" "$8" > "$CALLS.revision"; echo d-1 ;;
  *get-deployment*) echo "$STATUS" ;;
esac
"""
PLAN = "plan.tfplan"


def command(job: str, name: str) -> str:
    """Return the command of a step of the backend's workflow, by the beginning of the step's name."""
    text = specs.compiled(SPEC).rendered()[PurePosixPath(".github/workflows/backend.yml")]
    [found] = [
        step["run"] for step in yaml.safe_load(text)["jobs"][job]["steps"] if step.get("name", "").startswith(name)
    ]
    return str(found)


def bash(script: str, cwd: Path, **variables: str) -> CompletedProcess[str]:
    """Run a command as GitHub does."""
    environment = {**os.environ, "PATH": f"{cwd}:{os.environ['PATH']}", "RUNNER_TEMP": str(cwd), **variables}
    return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=cwd, environment=environment)


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq here")
@pytest.mark.parametrize(("status", "code"), [("Succeeded", 0), ("Stopped", 1), ("Failed", 1)])
def test_what_trails_goes_live_and_a_rollback_fails_the_job(status: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "aws").write_text(AWS)
    (tmp_path / "aws").chmod(0o755)
    calls = tmp_path / "calls"
    script = command("apply_live", "Let new versions go live")
    functions = "shop-live-old shop-live-new"
    answer = bash(
        script, tmp_path, CALLS=str(calls), STATUS=status, FUNCTIONS=functions, ALIAS="live", APPLICATION="shop-live"
    )
    assert (code, "shop-live-new: version 3 to 4, deployment d-1") == (answer.returncode, answer.stdout.splitlines()[0])
    assert ["deploy create-deployment shop-live"] == [
        call for call in calls.read_text().splitlines() if "create" in call
    ]
    content = yaml.safe_load(yaml.safe_load(calls.with_suffix(".revision").read_text())["appSpecContent"]["content"])
    expected = {"Name": "shop-live-new", "Alias": "live", "CurrentVersion": "3", "TargetVersion": "4"}
    assert (0.0, expected) == (content["version"], content["Resources"][0]["function"]["Properties"])


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")
def test_the_plan_that_is_applied_is_the_one_that_was_kept(tmp_path: Path) -> None:
    kept, applied = tmp_path / "planned", tmp_path / "applied"
    for folder in (kept, applied):
        folder.mkdir()
        (folder / "terraform").write_text("#!/bin/sh\nexit 0\n")
        (folder / "terraform").chmod(0o755)
    (kept / PLAN).write_text("every value, secrets too")
    (kept / ".terraform.lock.hcl").write_text("")
    first = bash(command("plan_live", "Keep the plan"), kept, STACK="live", PLAN_KEY="k", RUNNER_TEMP=str(tmp_path))
    assert 0 == first.returncode, first.stderr
    assert b"secrets" not in (tmp_path / "plans/live").read_bytes()
    second = bash(
        command("apply_live", "Apply the plan"), applied, STACK="live", PLAN_KEY="k", RUNNER_TEMP=str(tmp_path)
    )
    assert (0, "every value, secrets too") == (second.returncode, (applied / PLAN).read_text())


def test_no_plan_is_kept_without_a_key(tmp_path: Path) -> None:
    answer = bash(command("plan_live", "Keep the plan"), tmp_path, STACK="live", PLAN_KEY="")
    assert (1, "::error::the repository has no secret PLAN_KEY\n") == (answer.returncode, answer.stdout)
