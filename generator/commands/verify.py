"""`collectiq verify`: the output held against Terraform, linters, and what only AWS enforces."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import ENVIRONMENT, MISUSE, NO, SPEC, Out, Quiet, Spec, colour, compile_or_exit, tell
from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Stack
    from generator.pipeline import Compiled
    from generator.verify.checks import Check
    from generator.verify.plan import Plan

Environment = Annotated[
    str | None, typer.Option("--env", metavar="ENV", help="The environment to plan; all of them by default.")
]
PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan", metavar="FILE", help='Check the wiring of this plan only, as "terraform show -json" prints it.'
    ),
]


def verify(
    *, spec: Spec = SPEC, out: Out = None, env: Environment = None, plan: PlanFile = None, quiet: Quiet = False
) -> None:
    """Hold the output against Terraform, linters, and the policies of both ends of every edge; needs no account."""
    compiled = compile_or_exit(spec)
    where = out or spec.parent / "generated"
    if not where.is_dir():
        tell(f"there is no {where}; run collectiq generate first")
        raise typer.Exit(NO)
    checks = _of_plan(plan, where) if plan else _of_output(where, spec, compiled, _stacks(compiled, env))
    made = []
    for check in checks:
        made.append(check)
        if not quiet:
            _show(check)
    _conclude(compiled, made)


def _stacks(compiled: "Compiled", environment: str | None) -> "list[Stack]":
    """Return the stacks of an environment, or all of them."""
    assert compiled.model is not None
    known = list(dict.fromkeys(stack.names.environment for stack in compiled.model.stacks))
    if environment and environment not in known:
        near = did_you_mean(environment, known) or f"; declared there: {', '.join(known)}"
        tell(f'environment "{environment}" is not declared in {compiled.source.name}{near}')
        raise typer.Exit(MISUSE)
    return [one for one in compiled.model.stacks if environment in (None, one.names.environment)]


def _of_plan(file: Path, out: Path) -> "Iterator[Check]":
    from generator.verify import checks, sources

    yield checks.of_plan(_plan(file), file.name, sources.read(out))


def _plan(file: Path) -> "Plan":
    from generator.verify.plan import UnreadablePlanError, read

    try:
        return read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        tell(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}")
    except UnreadablePlanError as error:
        tell(f"{file} cannot be used: {error}")
    raise typer.Exit(MISUSE)


def _of_output(out: Path, spec: Path, compiled: "Compiled", stacks: "list[Stack]") -> "Iterator[Check]":
    from tempfile import TemporaryDirectory

    from generator.verify import checks, own_files, sources
    from generator.verify.scanners import ScannerError
    from generator.verify.terraform import TerraformError, copied

    assert compiled.model is not None
    own = own_files.read(spec, out, compiled.model.stacks, compiled.model.attachments)
    try:
        with TemporaryDirectory(prefix="collectiq-verify-") as folder:
            copy = copied(out, Path(folder) / out.name)
            yield from checks.of_output(copy, own, stacks, sources.read(out))
    except (TerraformError, ScannerError, OSError) as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None


def _show(check: "Check") -> None:
    if check.skipped:
        typer.echo(f"skipped  {check.name}: {check.skipped}")
        return
    found = len(check.problems)
    verdict = "found  " if found else "ok     "
    typer.echo(f"{verdict}  {check.name}: {check.about}{f', {found} wrong' if found else ''}")
    for note in check.notes:
        typer.echo(f"           not known before the apply: {note}")


def _conclude(compiled: "Compiled", made: "list[Check]") -> None:
    """Print all problems at their places in the spec, and exit where one is an error."""
    from generator import report
    from generator.diagnostics import has_errors

    problems = [problem for check in made for problem in check.problems]
    if problems:
        typer.echo(report.text(problems, compiled.source, colour=colour(sys.stdout.isatty())), nl=False)
        if any(problem.rule == "unwired-edge" for problem in problems):
            tell(
                "What is refused has to be allowed where the spec says it; a file that was edited by hand is mended by collectiq generate."
            )
    if has_errors(problems):
        raise typer.Exit(NO)
