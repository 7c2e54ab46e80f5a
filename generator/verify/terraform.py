"""Terraform's own checks of a generated root, in a copy: it writes to the folders that it works in."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.verify.mocks import RUN, written
from generator.verify.plan import Place, Plan, resources

_PATIENCE_S = 600
_TEST = f"{RUN}.tftest.hcl"


class TerraformError(Exception):
    """Terraform could not do its work: no provider, no disk, no answer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What Terraform finds wrong. file: as seen from the root's folder, empty where it names none; line, column: from 1."""

    words: str
    file: str = ""
    line: int = 1
    column: int = 1

    @property
    def told(self) -> str:
        """The words with the place."""
        return f"{self.words} ({self.file}:{self.line})" if self.file else self.words


class RefusedError(Exception):
    """Terraform finds a root wrong."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(one.told for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Root:
    """A root module that Terraform may write to. name: of its folder."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name


def copied(out: Path, folder: Path) -> Path:
    """Copy an output tree, without what Terraform keeps in it, and return the copy."""
    return shutil.copytree(out, folder, ignore=shutil.ignore_patterns(".terraform", "*.tfstate*"))


def installed() -> bool:
    """Tell whether there is a Terraform."""
    return shutil.which("terraform") is not None


def unformatted(folder: Path) -> list[str]:
    """Return the files below a folder that `terraform fmt` would change."""
    return _run(folder, "fmt", "-check", "-recursive", "-list=true").stdout.split()


def prepare(root: Root) -> None:
    """Install the provider and link the modules. Raises RefusedError for what stands in a file, TerraformError for all else."""
    answer = _run(root.folder, "init", "-backend=false", "-input=false", "-json")
    if not answer.returncode:
        return
    problems = _refusals(_events(answer.stdout))
    if any(one.file for one in problems):
        raise RefusedError(*problems)
    words = " ".join(one.words for one in problems) or " ".join(answer.stderr.split())
    raise TerraformError(f"terraform init fails in {root.name}: {words}")


def invalid(root: Root) -> list[Problem]:
    """Return what `terraform validate` finds wrong. Raises TerraformError."""
    answer = _run(root.folder, "validate", "-json")
    if not answer.stdout:
        raise TerraformError(f"terraform validate fails in {root.name}: {' '.join(answer.stderr.split())}")
    return [_problem(one) for one in json.loads(answer.stdout)["diagnostics"] if one["severity"] == "error"]


def planned(root: Root, place: Place, values: Mapping[str, str]) -> Plan:
    """Plan a root without an account: each id and ARN that AWS would choose is made up. Raises RefusedError, TerraformError.

    Two plans: the first one tells which resources there are, the second one gives each its own ids.
    values: of variables.
    """
    first = Plan(place, resources(_changes(root, written(root.folder, place, values, None))))
    return Plan(place, resources(_changes(root, written(root.folder, place, values, first))))


def _changes(root: Root, test: str) -> list[dict[str, Any]]:
    path = root.folder / _TEST
    path.write_text(test, encoding="utf-8")
    try:
        answer = _run(root.folder, "test", "-verbose", "-json", f"-filter={_TEST}")
    finally:
        path.unlink()
    events = list(_events(answer.stdout))
    if errors := _refusals(events):
        raise RefusedError(replace(errors[0], words=f"terraform cannot plan {root.name}: {errors[0].words}"))
    if not (plans := [event["test_plan"] for event in events if event["type"] == "test_plan"]):
        raise TerraformError(f"terraform cannot plan {root.name}: {' '.join(answer.stderr.split())}")
    changes: list[dict[str, Any]] = plans[0].get("resource_changes", [])
    return changes


def _events(output: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in output.splitlines() if line.startswith("{"))


def _refusals(events: Iterable[Mapping[str, Any]]) -> list[Problem]:
    found = [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
    return [_problem(one) for one in found if one["severity"] == "error"]


def _problem(diagnostic: Mapping[str, Any]) -> Problem:
    words = " ".join(f"{diagnostic['summary']} {diagnostic.get('detail', '')}".split())
    if not (where := diagnostic.get("range")):
        return Problem(words)
    return Problem(words, where["filename"], where["start"]["line"], where["start"]["column"])


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    try:
        return subprocess.run(  # noqa: S603 - no shell, and every word is ours
            ["terraform", *words],  # noqa: S607 - the user's own Terraform
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TerraformError(f"terraform {words[0]} does not end: {error}") from error
