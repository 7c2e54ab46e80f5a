"""Checks by tools that are not ours, where they are installed."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

_PATIENCE_S = 600


class ScannerError(Exception):
    """A tool did not do its work."""


def has_statelint() -> bool:
    """Tell whether statelint is installed beside collectiq."""
    return find_spec("statelint") is not None


def definitions(out: Path) -> Sequence[Path]:
    """Return the state machines of an output."""
    return sorted((out / "state_machines").rglob("*.asl.json"))


def statelint(definition: Path) -> list[str]:
    """Return what is wrong with a state machine."""
    from statelint.linter import Linter

    try:
        states = json.loads(definition.read_text(encoding="utf-8"))
    except ValueError as error:
        return [f"it is no JSON: {error}"]
    found: list[str] = Linter.validate(states)
    return found


def has_checkov() -> bool:
    """Tell whether checkov is installed."""
    return shutil.which("checkov") is not None


def checkov(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the address of each resource with what checkov finds wrong in it. Raises ScannerError."""
    options = ["--framework", "terraform", "--skip-download", "--compact", "--quiet", "--soft-fail", "--output", "json"]
    try:
        answer = subprocess.run(  # noqa: S603 - no shell, and every word is ours
            ["checkov", "--directory", str(folder), *options],  # noqa: S607 - the user's own checkov
            env={**os.environ, "BC_SKIP_MAPPING": "TRUE"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            check=False,
        )
        report = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise ScannerError(f"checkov does not end well: {error}") from error
    for failed in report.get("results", {}).get("failed_checks", []):
        yield failed["resource"], f"{failed['check_name']} ({failed['check_id']})"
