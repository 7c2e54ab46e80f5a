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
functions: {pay: {handler: "pay.app:handler"}}
pipelines: {backend: {kind: backend, install: ".[aws]"}}
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
