"""`collectiq rollback`: functions go back to the version before."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.acting import As, DryRun, Env, Shape, Yes, agree_or_exit, places_of, print_rows
from generator.commands.places import Policy, cloud_or_exit, function_or_exit
from generator.console import NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.operate.rollback import Way

Functions = Annotated[list[str], typer.Argument(metavar="FUNCTION...", help="Their keys in the spec.")]
To = Annotated[int | None, typer.Option("--to", metavar="VERSION", help="The version; the one before by default.")]


def rollback(  # noqa: PLR0913 - one for each option
    functions: Functions,
    *,
    env: Env,
    to: To = None,
    spec: Spec = SPEC,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Put functions back to the version before, in every region; a deployment that runs is stopped."""
    from generator.operate import permissions as policies
    from generator.operate import rollback as rollbacks

    places = places_of(spec, env, policies.rollback, permissions=permissions)
    chosen = [(place, function_or_exit(place, key)) for place in places for key in functions]
    with cloud_or_exit():
        ways = [rollbacks.plan(place, function, to) for place, function in chosen]
        _refuse_impossible(ways)
        if dry_run:
            print_rows([_row(way, "is there already" if way.is_done else "would go back") for way in ways], format_)
            return
        undone = [way for way in ways if not way.is_done]
        if undone:
            agree_or_exit(places[0].stack, f"Put {', '.join(dict.fromkeys(functions))} back", yes=yes)
        for way in undone:
            rollbacks.go(way)
            tell(
                f"{way.place.stack.names.stack} {way.live.function.name}: {way.words or f'version {way.version} is live'}"
            )
    print_rows([_row(way, "is there already" if way.is_done else "went back") for way in ways], format_)
    tell("Revert the commit, so that the next deployment does not bring the defect back.")


def _refuse_impossible(ways: "Sequence[Way]") -> None:
    """Exit where a function cannot go back, before any of them does."""
    impossible = [way for way in ways if way.version is None]
    for way in impossible:
        tell(f"{way.place.stack.names.stack} {way.live.function.name}: {way.words}")
    if impossible:
        tell("Nothing was changed.")
        raise typer.Exit(NO)


def _row(way: "Way", outcome: str) -> dict[str, Any]:
    return {
        "stack": way.place.stack.names.stack,
        "function": way.live.function.name,
        "from": way.live.version,
        "to": way.version,
        "outcome": f"{outcome}: {way.words}" if way.words else outcome,
    }
