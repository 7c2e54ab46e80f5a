"""What the commands share: options, exit codes, and how they speak to a person."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.diagnostics import Diagnostic
    from generator.pipeline import Compiled
    from generator.source import Source

NO, MISUSE, ENVIRONMENT = 1, 2, 3


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


Spec = Annotated[Path, typer.Option("--spec", metavar="FILE", help="The spec.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where the output goes; generated/ beside the spec by default."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]
SPEC = Path("collectiq.yaml")


def compile_or_exit(spec: Path) -> "Compiled":
    """Return the compiled spec; print its problems, and exit where one is an error."""
    from generator import report
    from generator.pipeline import compile_spec

    compiled = compile_spec(spec)
    if compiled.diagnostics:
        tell(report.text(compiled.diagnostics, compiled.source, colour=colour(sys.stderr.isatty())))
    exit_on_errors(compiled)
    return compiled


def formatted(problems: "Iterable[Diagnostic]", source: "Source", format_: Format) -> str:
    """Return problems as they are printed."""
    from generator import report

    match format_:
        case Format.TEXT:
            return report.text(problems, source, colour=colour(sys.stdout.isatty()))
        case Format.JSON:
            return report.as_json(problems, source)
        case Format.GITHUB:
            return report.as_github(problems, source)
        case Format.SARIF:
            from importlib.metadata import version

            return report.as_sarif(problems, source, version("collectiq"))


def exit_on_errors(compiled: "Compiled") -> None:
    """Exit where a spec means nothing because of its problems."""
    if compiled.model is None:
        unreadable = any(problem.rule == "unreadable-file" for problem in compiled.diagnostics)
        raise typer.Exit(MISUSE if unreadable else NO)


def colour(is_terminal: bool) -> bool:  # noqa: FBT001 - one plain question
    """Tell whether colours are wanted."""
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def tell(message: str) -> None:
    """Say something that is no result."""
    typer.echo(message, err=True)
