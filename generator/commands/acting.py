"""What the commands share that act on a deployed environment: their options, consent, and how results are printed."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.places import Needs, cloud_or_exit, print_policy, stacks_or_exit
from generator.console import MISUSE, compile_or_exit, tell

if TYPE_CHECKING:
    from generator.model import Stack
    from generator.operate.place import Place


class Shape(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Env = Annotated[str, typer.Option("--env", metavar="ENV", help="The deployed environment.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask before changing an environment that needs approval.")]
Again = Annotated[bool, typer.Option("--again", help="Don't ask before doing what may have been done already.")]
As = Annotated[Shape, typer.Option("--format", help="How results are printed.")]


def stacks_of(spec: Path, env: str, needs: Needs, *, permissions: bool) -> "list[Stack]":
    """Return an environment's stacks, or print the policy that a command needs and end."""
    stacks = stacks_or_exit(compile_or_exit(spec), env)
    if permissions:
        print_policy(needs(stacks))
    return stacks


def places_of(spec: Path, env: str, needs: Needs, *, permissions: bool) -> "list[Place]":
    """Return an environment's regions on AWS, or print the policy that a command needs and end."""
    return places_at(stacks_of(spec, env, needs, permissions=permissions))


def places_at(stacks: "Sequence[Stack]") -> "list[Place]":
    """Return stacks as they run on AWS."""
    from generator.operate import place

    with cloud_or_exit():
        return [place.deployed(stack) for stack in stacks]


def agree_or_exit(stack: "Stack", question: str, *, yes: bool) -> None:
    """Ask before an environment is changed that needs approval or whose data is protected; exit where nobody agrees."""
    if yes or not (stack.environment.approval or stack.environment.protect_data):
        return
    name = stack.names.environment
    if not sys.stdin.isatty():
        tell(f"this changes {name}, and there is nobody to ask; agree with --yes")
        raise typer.Exit(MISUSE)
    if not typer.confirm(f"{question} in {name}?", err=True):
        tell("Nothing was changed.")
        raise typer.Exit(1)


def may_again(what: str, twice: str, question: str, *, again: bool) -> bool:
    """Ask before something is done that may have been done already; where nobody can answer, it is not done.

    twice: why it may have been done, empty where it was not.
    """
    if not twice or again:
        return True
    if not sys.stdin.isatty():
        tell(f"{what}: {twice}; --again does it nevertheless")
        return False
    return typer.confirm(f"{what}: {twice}. {question}, nevertheless?", err=True)


def print_rows(rows: Iterable[Mapping[str, Any]], shape: Shape) -> None:
    """Print results: a table of what each mapping holds, or an array of objects."""
    found = list(rows)
    if shape is Shape.JSON:
        import json

        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif found:
        from generator import columns

        cells = [[str(value) for value in row.values()] for row in found]
        columns.show([name.replace("_", " ") for name in found[0]], cells, [None] * len(cells))
