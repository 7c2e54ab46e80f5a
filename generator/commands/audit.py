"""`collectiq audit`: what the functions' code calls, against what their roles may do."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import ENVIRONMENT, NO, SPEC, Format, Quiet, Spec, colour, compile_or_exit, formatted, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.audit.report import Report
    from generator.diagnostics import Diagnostic
    from generator.pipeline import Compiled
    from generator.source import Source


def audit(
    *,
    spec: Spec = SPEC,
    format_: Annotated[Format, typer.Option("--format", help="How findings are printed.")] = Format.TEXT,
    quiet: Quiet = False,
) -> None:
    """Compare what the functions' code calls with what is granted; exit 1 when a grant is missing, idle or on the wrong resource."""
    from generator.diagnostics import has_errors

    compiled = compile_or_exit(spec)
    audited = _audited(compiled, spec.parent)
    found = audited.problems()
    if format_ is not Format.TEXT:
        typer.echo(formatted(found, compiled.source, format_), nl=False)
    else:
        _show(found, compiled.source, audited.conclusion(), quiet=quiet)
    if has_errors(found):
        raise typer.Exit(NO)


def _audited(compiled: "Compiled", folder: "Path") -> "Report":
    from generator.audit.audit import audit as audited
    from generator.audit.services import SdkMissing

    assert compiled.model is not None
    try:
        return audited(compiled.model, folder)
    except SdkMissing as error:
        tell(str(error))
    except OSError as error:
        tell(f"{error.filename}: {(error.strerror or 'unknown reason').lower()}")
    raise typer.Exit(ENVIRONMENT)


def _show(found: "Sequence[Diagnostic]", source: "Source", conclusion: str, *, quiet: bool) -> None:
    """Print the findings, then what cannot be told, then how it went."""
    from generator import report
    from generator.diagnostics import Severity, has_errors

    painted = colour(sys.stdout.isatty())
    findings = [one for one in found if one.severity is not Severity.NOTE]
    notes = [one for one in found if one.severity is Severity.NOTE]
    if findings:
        typer.echo(report.text(findings, source, colour=painted))
    if notes and not quiet:
        typer.echo(f"What cannot be told:\n\n{report.text(notes, source, colour=painted)}")
    if not has_errors(found) and not quiet:
        typer.echo(conclusion)
