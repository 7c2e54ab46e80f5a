"""What the commands share: options, exit codes, and how they speak to a person."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from generator.pipeline import Compiled

NO, MISUSE, ENVIRONMENT = 1, 2, 3

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
