"""Nobody runs a command through a pipeline: every `run` line is executed with hostile text wherever GitHub or a spec puts some."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.pipeline import compile_spec
from tests.tools import ROOT

PATIENCE_S = 2
MARK = "was_run"
HOSTILE = f"""x$(touch {MARK})`touch {MARK}`;touch {MARK};"';touch {MARK};'"&&touch {MARK}|touch {MARK}
touch {MARK} #"""
# What an attacker chooses: the name of a branch, a title, and what programs then answer.
CHOSEN = (
    "GITHUB_HEAD_REF",
    "GITHUB_REF",
    "GITHUB_REF_NAME",
    "GITHUB_BASE_REF",
    "GITHUB_ACTOR",
    "GITHUB_SHA",
    "GITHUB_WORKFLOW",
)
PROGRAMS = (
    "aws", "collectiq", "curl", "head", "jq", "mypy", "openssl", "pip", "pytest", "python", "ruff", "sha256sum", "sleep", "tar",
    "terraform", "tflint",
)  # fmt: skip
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")


@cache
def workflows() -> dict[str, Any]:
    compiled = compile_spec(ROOT / "collectiq.yaml")
    assert compiled.model
    found = ((str(path), text) for path, text in compiled.rendered().items())
    return {Path(path).stem: yaml.safe_load(text) for path, text in found if path.startswith(".github/workflows/")}


@cache
def steps() -> dict[str, tuple[str, dict[str, str]]]:
    """Return each distinct command with the variables that its step sets, by a name for the test."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for workflow, content in workflows().items():
        for job, body in content["jobs"].items():
            for number, step in enumerate(body["steps"]):
                given = {**body.get("env", {}), **step.get("env", {})}
                if "run" in step and (step["run"], given) not in found.values():
                    found[f"{workflow} {job} {number}"] = step["run"], given
    return found


def stand_ins(folder: Path) -> None:
    """Make programs that answer with what an attacker wrote."""
    folder.mkdir()
    (folder / "answer").write_text(HOSTILE)
    for name in PROGRAMS:
        (folder / name).write_text(
            '#!/bin/bash\nIFS= read -r -d "" text < "${0%/*}/answer" || true\nprintf "%s" "$text"\n'
        )
        (folder / name).chmod(0o755)
    for name in ("touch", "mkdir", "cp", "cat"):
        (folder / name).symlink_to(str(shutil.which(name)))


def run(script: str, given: dict[str, str], folder: Path) -> None:
    """Run a command as GitHub does, with hostile text for every expression."""
    stand_ins(folder / "bin")
    variables = {name: EXPRESSION.sub(lambda _match: HOSTILE, str(value)) for name, value in given.items()}
    runner = {"RUNNER_TEMP": str(folder), "GITHUB_WORKSPACE": str(folder), "PATH": str(folder / "bin")}
    runner |= {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")}
    environment = {**dict.fromkeys(CHOSEN, HOSTILE), **variables, **runner}
    command = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    try:
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return  # it waits for an answer that never comes


@pytest.mark.parametrize("name", steps())
def test_a_hostile_text_runs_nothing(name: str, tmp_path: Path) -> None:
    run(*steps()[name], tmp_path)
    assert [] == list(tmp_path.rglob(MARK))


@pytest.mark.parametrize(
    "script", ["eval echo $TITLE", 'bash -c "echo $GITHUB_HEAD_REF"', "echo ${{ github.head_ref }}"]
)
def test_a_command_that_could_be_made_to_run_something_would_be_found(script: str, tmp_path: Path) -> None:
    # GitHub puts an expression's value into the command before bash sees it.
    (tmp_path / "bash").mkdir()
    filled = EXPRESSION.sub(lambda _match: HOSTILE, script).replace("bash -c", "/bin/bash -c")
    run(filled, {"TITLE": HOSTILE}, tmp_path)
    assert [] != list(tmp_path.rglob(MARK))


def test_no_script_of_an_action_reads_what_a_stranger_chose() -> None:
    scripts = [
        step["with"]["script"]
        for content in workflows().values()
        for body in content["jobs"].values()
        for step in body["steps"]
        if "script" in step.get("with", {})
    ]
    assert scripts
    chosen = re.compile(
        r"\$\{\{|\beval\b|Function\(|exec\(|child_process|head\.ref|payload\.pull_request\.(title|body|head)"
    )
    assert [] == [script for script in scripts if chosen.search(script)]
