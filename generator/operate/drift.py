"""Drift: what Terraform would change, which is what differs between AWS and the generated code."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.cloud import CloudError

_NOTHING = (["no-op"], ["read"])


@dataclass(frozen=True, slots=True)
class Difference:
    """One resource that differs. actions: as Terraform calls them, such as `update`, or `delete, create`."""

    stack: str
    address: str
    actions: str


def differences(root: Path) -> list[Difference]:
    """Plan a root module and return what differs, sorted; Terraform speaks to standard error. Raises CloudError.

    The plan takes no lock and is thrown away: whoever applies meanwhile is not kept from it.
    """
    if not shutil.which("terraform"):
        raise CloudError("there is no terraform here; install it, or look at the pipeline of kind drift")
    _run(root, "init", "-input=false")
    with tempfile.TemporaryDirectory() as folder:
        plan = str(Path(folder) / "drift.tfplan")
        code = _run(root, "plan", "-input=false", "-lock=false", "-detailed-exitcode", f"-out={plan}", allowed=(0, 2))
        return sorted(_changes(root, plan), key=lambda one: one.address) if code else []


def _changes(root: Path, plan: str) -> Iterator[Difference]:
    answer = subprocess.run(  # noqa: S603 - our own words
        ["terraform", f"-chdir={root}", "show", "-json", plan],  # noqa: S607 - whichever the person uses
        stdout=subprocess.PIPE,
        check=False,
    )
    if answer.returncode:
        raise CloudError(f"terraform show failed in {root}, with exit code {answer.returncode}")
    document = json.loads(answer.stdout)
    resources = [(one["address"], one["change"]["actions"]) for one in document.get("resource_changes", ())]
    outputs = [(f"output.{name}", one["actions"]) for name, one in document.get("output_changes", {}).items()]
    for address, actions in resources + outputs:
        if actions not in _NOTHING:
            yield Difference(root.name, address, ", ".join(actions))


def _run(root: Path, *words: str, allowed: tuple[int, ...] = (0,)) -> int:
    """Run Terraform in a root module and return its exit code; what it prints is progress."""
    answer = subprocess.run(  # noqa: S603 - our own words
        ["terraform", f"-chdir={root}", *words],  # noqa: S607 - whichever the person uses
        stdout=2,
        check=False,
    )
    if answer.returncode not in allowed:
        raise CloudError(f"terraform {words[0]} failed in {root}, with exit code {answer.returncode}")
    return answer.returncode
