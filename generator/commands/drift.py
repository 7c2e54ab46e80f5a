"""`collectiq drift`: what differs between AWS and the generated code, by Terraform's plan."""

from dataclasses import asdict
from pathlib import Path

import typer

from generator.commands.acting import As, Env, Shape, print_rows, stacks_of
from generator.commands.places import Policy, cloud_or_exit
from generator.console import NO, SPEC, Out, Spec, tell


def drift(
    *, env: Env, spec: Spec = SPEC, out: Out = None, format_: As = Shape.TEXT, permissions: Policy = False
) -> None:
    """Plan every region of an environment, and show what differs; exit 1 when something does."""
    from generator.operate import permissions as policies
    from generator.operate.drift import differences

    stacks = stacks_of(spec, env, policies.drift, permissions=permissions)
    roots = [(out or spec.parent / "generated") / "terraform" / "envs" / stack.names.stack for stack in stacks]
    for root, stack in zip(roots, stacks, strict=True):
        _check(root, env, packaged=bool(stack.functions))
    with cloud_or_exit():
        found = [one for root in roots for one in differences(root)]
    print_rows([asdict(one) for one in found], format_)
    if found:
        tell(f"{len(found)} differ between AWS and the code.")
        raise typer.Exit(NO)
    tell("Nothing differs.")


def _check(root: Path, env: str, *, packaged: bool) -> None:
    """Exit where a plan would differ only because something was not made here."""
    if not root.is_dir():
        tell(f"there is no {root}; run collectiq generate first")
        raise typer.Exit(NO)
    if packaged and not (root / "packages.auto.tfvars.json").is_file():
        tell(f"{root} does not say where the code lies; run collectiq package --env {env} first")
        raise typer.Exit(NO)
