"""The commands: text and exit codes, no decisions.

Exit codes: 0 done; 1 the answer is no (the spec or the output is wrong); 2 wrong use; 3 the environment failed.
Results go to standard output, progress to standard error.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from generator import VERSION
from generator.commands.audit import audit
from generator.commands.capacity import capacity
from generator.commands.changes import changes
from generator.commands.cost import cost
from generator.commands.deploy import deploy
from generator.commands.dev import dev
from generator.commands.docs import docs
from generator.commands.drift import drift
from generator.commands.generating import roots, wanted
from generator.commands.graph import graph
from generator.commands.invoke import invoke
from generator.commands.logs import logs
from generator.commands.package import package
from generator.commands.redrive import redrive
from generator.commands.replay import replay
from generator.commands.rollback import rollback
from generator.commands.rotate import rotate
from generator.commands.smoke import smoke
from generator.commands.status import status
from generator.commands.verify import verify
from generator.console import ENVIRONMENT, MISUSE, NO, SPEC, Format, Out, Quiet, Spec, colour, compile_or_exit, tell

app = typer.Typer(
    name="collectiq",
    help="One YAML file in, a whole serverless system on AWS out.",
    no_args_is_help=True,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,  # rich takes its time, and is for looks
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"collectiq {VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    *, version: Annotated[bool, typer.Option("--version", callback=lambda value: _version(wanted=value), is_eager=True, help="Print the version.")] = False
) -> None:  # fmt: skip
    """One YAML file in, a whole serverless system on AWS out."""


@app.command(epilog="Example: collectiq generate --check")
def generate(  # noqa: PLR0913 - one for each option
    *,
    spec: Spec = SPEC,
    out: Out = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail when the output is not what the spec says.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that were edited by hand or are not ours.")] = False,
    quiet: Quiet = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and write again whenever the spec is saved.")] = False,
) -> None:  # fmt: skip
    """Check the spec and write everything that it describes."""
    from generator.commands import generating

    generating.generate(generating.Asked(spec, out, check, force, quiet, watch))


@app.command(epilog="Example: collectiq diff | less")
def diff(*, spec: Spec = SPEC, out: Out = None) -> None:
    """Show what `generate` would change, as one unified diff; exit 1 when there is a difference."""
    from generator.plan import compare
    from generator.unified import unified_diff

    places = roots(spec, out)
    changes = compare(wanted(compile_or_exit(spec).rendered(), places), places, force=True)
    text = unified_diff(changes)
    typer.echo(_coloured_diff(text) if colour(sys.stdout.isatty()) else text, nl=False)
    if changes:
        raise typer.Exit(NO)


@app.command(epilog="Example: collectiq validate --format json")
def validate(
    *,
    spec: Spec = SPEC,
    format_: Annotated[Format, typer.Option("--format", help="How problems are printed.")] = Format.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    differences: Annotated[bool, typer.Option("--differences", help="List what the environments have different instead, as text or json.")] = False,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Find every mistake in the spec, write nothing."""
    from generator.commands import validating

    validating.validate(spec, format_, strict=strict, differences=differences, quiet=quiet)


@app.command(epilog="Example: collectiq explain open-route")
def explain(
    rule: Annotated[str | None, typer.Argument(metavar="RULE", help="What stands in [] after a problem; all are listed without it.")] = None,
) -> None:  # fmt: skip
    """Print the page of a rule: what it finds, why, an example, and what to use instead. Without a name, list them all."""
    from generator import columns, pages
    from generator.diagnostics import did_you_mean

    if rule is None:
        found = pages.listed()
        columns.show(("Rule", "Kind", "Finds"), found, [None] * len(found))
        return
    page = pages.page(rule)
    if page is None:
        tell(f'no rule is called "{rule}"{did_you_mean(rule, pages.ids()) or ";"} "collectiq explain" lists them all')
        raise typer.Exit(MISUSE)
    typer.echo(page, nl=False)


@app.command(epilog="Example: collectiq schema > collectiq.schema.json")
def schema() -> None:
    """Print the JSON Schema of the spec, in one piece, for editors."""
    from generator.bundle import bundled

    typer.echo(bundled(), nl=False)


app.command(epilog="Example: collectiq dev --env dev --port 8000")(dev)


app.command(epilog="Example: collectiq package --upload --env dev")(package)
app.command(epilog="Example: collectiq graph workflows.order --format svg > order.svg")(graph)
app.command(epilog="Example: collectiq smoke --env prod --junit smoke.xml")(smoke)
app.command(epilog="Example: collectiq invoke healthz --event '{\"dry\": true}' --env dev")(invoke)
app.command(epilog="Example: collectiq logs --env prod --since 1h")(logs)
app.command(epilog="Example: collectiq deploy --env prod")(deploy)
app.command(epilog="Example: collectiq status --env prod --format json")(status)
app.command(epilog="Example: collectiq drift --env prod")(drift)
app.command(epilog="Example: collectiq rollback orders_create --env prod --dry-run")(rollback)
app.command(epilog="Example: collectiq redrive --env prod --dry-run")(redrive)
app.add_typer(rotate, name="rotate")
app.add_typer(replay, name="replay")
app.add_typer(docs, name="docs")
app.command(epilog="Example: collectiq audit --format github")(audit)
app.command(epilog="Example: collectiq changes --against origin/main")(changes)
app.command(epilog="Example: collectiq cost --env prod --against main")(cost)
app.command(epilog="Example: collectiq capacity --phase growth")(capacity)
app.command(epilog="Example: collectiq verify --env dev")(verify)


@app.command(epilog="Example: collectiq init shop && cd shop && collectiq generate")
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Write a small, complete system to start from."""
    from generator import starter

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        tell(f"{folder} is not empty; name a new folder, so that nothing of yours is overwritten")
        raise typer.Exit(NO)
    try:
        written = starter.write(folder)
    except OSError as error:
        tell(f"{folder} cannot be written: {error.strerror}")
        raise typer.Exit(ENVIRONMENT) from None
    for path in written:
        typer.echo(f"+ {folder / path}")
    tell(f"Next: cd {folder} && collectiq generate")


def _coloured_diff(text: str) -> str:
    colours = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}
    return "".join(
        typer.style(line, fg=colours[line[0]]) if line[0] in colours else line
        for line in text.splitlines(keepends=True)
    )
