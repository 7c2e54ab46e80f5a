"""`collectiq changes`: what a change of the spec means for those who use, keep, guard and run the system."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import ENVIRONMENT, MISUSE, NO, SPEC, Spec, colour, compile_or_exit, tell

if TYPE_CHECKING:
    from pathlib import Path

    from generator.changes.report import Comparison
    from generator.changes.versions import Version


class Look(StrEnum):
    """How changes are printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def changes(
    *,
    against: Annotated[str, typer.Option("--against", metavar="REV|FILE", help="The version before: a revision of git, or a file.")],
    spec: Spec = SPEC,
    look: Annotated[Look, typer.Option("--format", help="How changes are printed.")] = Look.TEXT,
) -> None:  # fmt: skip
    """Tell what changed by its meaning; exit 1 when a breaking change is not accepted."""
    from generator.changes import report

    found = _compared(against, spec)
    match look:
        case Look.TEXT:
            typer.echo(report.text(found), nl=False)
        case Look.JSON:
            typer.echo(report.as_json(found), nl=False)
        case Look.MARKDOWN:
            typer.echo(report.markdown(found), nl=False)
    if found.refused:
        raise typer.Exit(NO)


def _compared(against: str, spec: "Path") -> "Comparison":
    from generator import report
    from generator.changes import compare
    from generator.changes.report import Comparison

    compiled = compile_or_exit(spec)
    assert compiled.model is not None
    old = _old(against, spec)
    judged = compare.changes(old.model, compiled.model) if old.model else []
    idle = compare.idle_acceptances(compiled.model, judged) if old.model else []
    if idle:
        tell(report.text(idle, compiled.source, colour=colour(sys.stderr.isatty())))
    return Comparison(str(spec), old, judged, [one.message for one in idle])


def _old(against: str, spec: "Path") -> "Version":
    from generator.changes import versions

    try:
        return versions.read(against, spec)
    except versions.VersionMissing as error:
        tell(str(error))
        raise typer.Exit(MISUSE) from None
    except versions.GitFailed as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None
