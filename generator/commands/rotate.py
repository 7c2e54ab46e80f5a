"""`collectiq rotate`: a new key takes over without a gap, and the old one goes a day later."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.commands.acting import As, DryRun, Env, Shape, Yes, agree_or_exit, places_of, print_rows
from generator.commands.places import Policy, cloud_or_exit, declared_or_exit
from generator.console import MISUSE, NO, SPEC, Spec, tell

if TYPE_CHECKING:
    from generator.operate.place import Place
    from generator.operate.rotation import Versions

Key = Annotated[str, typer.Argument(metavar="SECRET", help="Its key in the spec.")]

rotate = typer.Typer(help="Change a secret's value without a gap.", no_args_is_help=True)


@rotate.command(epilog="Example: collectiq rotate start partner_key --env prod")
def start(  # noqa: PLR0913 - one for each option
    secret: Key,
    *,
    env: Env,
    spec: Spec = SPEC,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Store a new key as AWSPENDING, and make it current once you say that it works.

    The key comes from a prompt, or from standard input together with --yes, which says that it works; never from the
    command line.
    """
    from generator.operate import rotation

    place = _place(spec, env, secret, permissions=permissions)
    with cloud_or_exit():
        before = _versions(place, secret)
        if dry_run:
            print_rows([_row(place, before, "a new key would become current")], format_)
            return
        if not yes and not sys.stdin.isatty():
            tell("the key comes from standard input, so nobody can be asked whether it works; agree with --yes")
            raise typer.Exit(MISUSE)
        agree_or_exit(place.stack, f'Change "{secret}"', yes=yes)
        version = _stored(place, before, yes=yes)
        if not yes and not typer.confirm("Ask the provider with the new key now. Does it work?", err=True):
            tell("It stays AWSPENDING, and what runs goes on with the current key.")
            raise typer.Exit(NO)
        rotation.promote(place, before, version)
        row = _row(place, _versions(place, secret), "the new key is current")
    print_rows([row], format_)
    tell("Leave the old key valid at its provider; in 24 hours, collectiq rotate finish lets go of it.")


@rotate.command(epilog="Example: collectiq rotate finish partner_key --env prod")
def finish(  # noqa: PLR0913 - one for each option
    secret: Key,
    *,
    env: Env,
    spec: Spec = SPEC,
    dry_run: DryRun = False,
    yes: Yes = False,
    format_: As = Shape.TEXT,
    permissions: Policy = False,
) -> None:
    """Let go of the key before, once the new one has been current for 24 hours; exit 1 before that."""
    from generator.operate import rotation

    place = _place(spec, env, secret, permissions=permissions)
    with cloud_or_exit():
        versions = _versions(place, secret)
        if why_not := rotation.why_not_finished(versions, datetime.now(UTC)):
            tell(why_not)
            raise typer.Exit(NO)
        if dry_run:
            print_rows([_row(place, versions, "the key before would go")], format_)
            return
        agree_or_exit(place.stack, f'Let go of the old key of "{secret}"', yes=yes)
        rotation.finish(place, versions)
        row = _row(place, _versions(place, secret), "the key before is gone")
    print_rows([row], format_)
    tell("Delete the old key at its provider now.")


def _place(spec: Path, env: str, secret: str, *, permissions: bool) -> "Place":
    """Return the home region of an environment, which owns the secrets; AWS copies them to further ones."""
    from generator.operate import permissions as policies

    home = places_of(spec, env, policies.rotate, permissions=permissions)[0]
    declared_or_exit(secret, home.stack.secrets, "secret", f'environment "{env}"')
    return home


def _versions(place: "Place", secret: str) -> "Versions":
    from generator.operate import rotation

    return rotation.look(place, place.stack.secrets[secret])


def _stored(place: "Place", versions: "Versions", *, yes: bool) -> str:
    """Return the version that becomes current: one that waits already, or a new one."""
    from generator.operate import rotation

    if versions.pending and not yes and typer.confirm("A new key waits as AWSPENDING. Go on with it?", err=True):
        return versions.pending
    version = rotation.store(place, versions.secret, _value())
    tell(f"The new key is stored as AWSPENDING, version {version}.")
    return version


def _value() -> str:
    """Return the new key, without the line end that a file or a terminal adds."""
    value = str(typer.prompt("New key", hide_input=True, err=True)) if sys.stdin.isatty() else sys.stdin.read()
    value = value.removesuffix("\n").removesuffix("\r")
    if not value.strip():
        tell("the new key is empty; nothing was changed")
        raise typer.Exit(MISUSE)
    return value


def _row(place: "Place", versions: "Versions", outcome: str) -> dict[str, Any]:
    return {
        "stack": place.stack.names.stack,
        "secret": versions.secret.name,
        "current": versions.current,
        "previous": versions.previous,
        "outcome": outcome,
    }
