"""Terraform's own checks of a generated root, in a copy: it writes to the folders that it works in."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.verify.mocks import RUN, written
from generator.verify.plan import Place, Plan, resources

_PATIENCE_S = 600
_TEST = f"{RUN}.tftest.hcl"


class TerraformError(Exception):
    """Terraform could not do its work: no provider, no disk, no answer."""


class RefusedError(Exception):
    """Terraform finds a root wrong."""


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
    """Install the provider and link the modules. Raises TerraformError."""
    answer = _run(root.folder, "init", "-backend=false", "-input=false", "-no-color")
    if answer.returncode:
        raise TerraformError(f"terraform init fails in {root.name}: {' '.join(answer.stderr.split())}")


def invalid(root: Root) -> list[str]:
    """Return what `terraform validate` finds wrong. Raises TerraformError."""
    answer = _run(root.folder, "validate", "-json")
    if not answer.stdout:
        raise TerraformError(f"terraform validate fails in {root.name}: {' '.join(answer.stderr.split())}")
    return [_words(one) for one in json.loads(answer.stdout)["diagnostics"] if one["severity"] == "error"]


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
    problems = [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
    if errors := [_words(one) for one in problems if one["severity"] == "error"]:
        raise RefusedError(f"terraform cannot plan {root.name}: {errors[0]}")
    if not (plans := [event["test_plan"] for event in events if event["type"] == "test_plan"]):
        raise TerraformError(f"terraform cannot plan {root.name}: {' '.join(answer.stderr.split())}")
    changes: list[dict[str, Any]] = plans[0].get("resource_changes", [])
    return changes


def _events(output: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in output.splitlines() if line.startswith("{"))


def _words(diagnostic: Mapping[str, Any]) -> str:
    where = diagnostic.get("range") or {}
    place = f" ({where['filename']}:{where['start']['line']})" if where else ""
    return " ".join(f"{diagnostic['summary']} {diagnostic.get('detail', '')}".split()) + place


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
