"""`collectiq package`: the functions' code as zips, and where Terraform finds them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.places import stacks_or_exit
from generator.console import ENVIRONMENT, MISUSE, NO, SPEC, Out, Quiet, Spec, colour, compile_or_exit, tell

if TYPE_CHECKING:
    from generator.model import Stack
    from generator.package.build import Package
    from generator.pipeline import Compiled

Dist = Annotated[
    Path | None,
    typer.Option("--dist", metavar="DIR", help="Where the zips go; dist/ beside the spec by default."),
]
Environment = Annotated[
    str | None,
    typer.Option("--env", metavar="ENV", help="The environment whose Terraform is told where the code lies."),
]


def package(  # noqa: PLR0913 - one for each option
    *,
    spec: Spec = SPEC,
    dist: Dist = None,
    out: Out = None,
    upload: Annotated[bool, typer.Option("--upload", help="Put new zips into the environment's artifact buckets.")] = False,
    env: Environment = None,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Build a zip of each function's code; with --env, tell Terraform where it lies; with --upload, put it there."""
    if upload and not env:
        tell("--upload needs to know where: collectiq package --upload --env ENV")
        raise typer.Exit(MISUSE)
    compiled = compile_or_exit(spec)
    stacks = [stack for stack in stacks_or_exit(compiled, env) if stack.functions] if env else []
    roots = _terraform_roots(stacks, out or spec.parent / "generated")
    packages = _built(compiled, spec.parent, dist or spec.parent / "dist", quiet=quiet)
    if not quiet:
        _show(packages)
    for stack, root in zip(stacks, roots, strict=True):
        if upload:
            _upload(stack, root, packages, quiet=quiet)
        else:
            _announce(stack, root, packages, quiet=quiet)


def _terraform_roots(stacks: "list[Stack]", generated: Path) -> list[Path]:
    """Return where the variables files go; nothing is uploaded for a root that does not exist."""
    roots = [generated / "terraform" / "envs" / stack.names.stack for stack in stacks]
    for root in roots:
        if not root.is_dir():
            tell(f"there is no {root}; run collectiq generate first")
            raise typer.Exit(NO)
    return roots


def _built(compiled: "Compiled", project: Path, dist: Path, *, quiet: bool) -> "tuple[Package, ...]":
    """Return the packages; print their problems, and exit where one is an error."""
    from generator import report
    from generator.diagnostics import has_errors
    from generator.package.build import build
    from generator.package.wheelhouse import WheelError

    assert compiled.model is not None
    try:
        built = build(compiled.model, project, dist, (lambda _said: None) if quiet else tell)
    except (WheelError, OSError) as error:
        tell(_words(error))
        raise typer.Exit(ENVIRONMENT) from None
    if built.problems:
        tell(report.text(built.problems, compiled.source, colour=colour(sys.stderr.isatty())))
    if has_errors(built.problems):
        tell("Nothing was written.")
        raise typer.Exit(NO)
    return built.packages


def _show(packages: "tuple[Package, ...]") -> None:
    from generator.package import table

    if packages and sys.stdout.isatty():
        table.show(packages)
    elif packages:
        typer.echo(table.plain(packages), nl=False)
    new = sum(package.is_new for package in packages)
    if new:
        tell(f"{new} of {len(packages)} packages written.")
    else:
        tell("1 package is up to date." if len(packages) == 1 else f"{len(packages)} packages are up to date.")


def _upload(stack: "Stack", root: Path, packages: "tuple[Package, ...]", *, quiet: bool) -> None:
    """Upload what a stack runs, then tell Terraform."""
    from generator.cloud import CloudError
    from generator.package.upload import of_stack, upload, write_variables

    own = of_stack(stack, packages)
    try:
        uploaded = upload(stack, own)
        written = write_variables(root, own)
    except (CloudError, OSError) as error:
        tell(_words(error))
        raise typer.Exit(ENVIRONMENT) from None
    if quiet:
        return
    for one in uploaded:
        if one.is_new:
            typer.echo(f"+ s3://{one.bucket}/{one.key}")
    new = sum(one.is_new for one in uploaded)
    tell(f"{new} of {len(uploaded)} packages uploaded to {stack.names.region}; {written} says where they are.")


def _announce(stack: "Stack", root: Path, packages: "tuple[Package, ...]", *, quiet: bool) -> None:
    """Tell Terraform where the packages of a stack will lie, for a plan by somebody who may not upload."""
    from generator.package.upload import of_stack, write_variables

    try:
        written = write_variables(root, of_stack(stack, packages))
    except OSError as error:
        tell(_words(error))
        raise typer.Exit(ENVIRONMENT) from None
    if not quiet:
        tell(f"{written} says where the packages will be.")


def _words(error: Exception) -> str:
    """Return what stopped the command, the disk's answers in its own words."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {(error.strerror or 'unknown reason').lower()}"
    return str(error)
