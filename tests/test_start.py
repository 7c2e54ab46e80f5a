"""What runs on every save imports what it uses and nothing else, and reads its options as the full command line does."""

import sys
from pathlib import Path

import pytest

from tests.test_cli import SMALL
from tests.tools import ROOT, run, succeeded

# What costs more to import than a small system costs to check.
SLOW = {"typer", "click", "rich", "pydantic", "jsonschema", "referencing", "boto3", "packaging", "asyncio"}
# What costs as much as many modules of ours. Jinja brings `inspect`.
HEAVY = {"dataclasses", "inspect", "jsonschema_rs", "msgspec", "html"}

PRINTED = """
import sys
from generator.start import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def imported(*words: str | Path) -> set[str]:
    """Return the names of the packages that a command has imported when it ends."""
    answer = run([sys.executable, "-c", PRINTED, *words], cwd=ROOT)
    succeeded(answer)
    return {name.partition(".")[0] for name in answer.stderr.splitlines()[-1].split()}


def said(*words: str | Path, through: str, cwd: Path) -> tuple[int, str, str]:
    answer = run([sys.executable, "-c", f"from generator.{through}", *words], cwd=cwd)
    return answer.returncode, answer.stdout, answer.stderr


@pytest.mark.parametrize("command", ["validate", "generate", "--version"])
def test_a_command_of_every_save_imports_nothing_slow(command: str, tmp_path: Path) -> None:
    options: dict[str, list[str | Path]] = {
        "validate": ["--spec", SMALL],
        "generate": ["--spec", SMALL, "--out", tmp_path],
        "--version": [],
    }
    assert set() == imported(command, *options[command]) & SLOW


def test_validate_imports_nothing_heavy() -> None:
    assert set() == imported("validate", "--spec", SMALL) & HEAVY


def test_generate_makes_no_dataclass_and_draws_no_picture(tmp_path: Path) -> None:
    assert set() == imported("generate", "--spec", SMALL, "--out", tmp_path) & (HEAVY - {"inspect"})


@pytest.mark.parametrize("command", ["validate", "--version"])
def test_what_prints_no_template_imports_no_templates(command: str) -> None:
    options: dict[str, list[str | Path]] = {"validate": ["--spec", SMALL], "--version": []}
    assert set() == imported(command, *options[command]) & {"jinja2"}


@pytest.mark.parametrize(
    "words",
    [
        ["validate"],
        ["validate", "--spec=other.yaml", "-q"],
        ["validate", "--spec", "other.yaml", "--format", "json", "--strict"],
        ["validate", "--format", "xml"],
        ["validate", "--form", "json"],
        ["validate", "--differences", "--quiet"],
        ["validate", "--help"],
        ["validate", "more"],
        ["validate", "--spec"],
        ["validate", "--spec", "--strict"],
        ["validate", "--spec", ""],
        ["validate", "--strict=yes"],
        ["validate", "--"],
        ["validate", "-qq"],
        ["generate", "--check", "--quiet"],
        ["generate", "--out", "there", "--check", "--force"],
        ["generate", "--check", "--out"],
        ["generate", "--spec", "one.yaml", "--spec", "other.yaml", "--check"],
        ["--version"],
        ["--version", "validate"],
        ["validate", "--version"],
        ["-q", "validate"],
        ["nothing"],
    ],
    ids=" ".join,
)
def test_options_mean_the_same_with_and_without_typer(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    typer = said(*words, through="cli import app; app(prog_name='-c')", cwd=tmp_path)
    assert typer == said(*words, through="start import main; main()", cwd=tmp_path)
