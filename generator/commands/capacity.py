"""`collectiq capacity`: what the busiest second asks of AWS's quotas, and which of them is reached first."""

import typer

from generator.commands.cost import Environment, Format, InPhase, Printed, check_choice
from generator.console import NO, SPEC, Spec, compile_or_exit, tell


def capacity(
    *, spec: Spec = SPEC, env: Environment = None, phase: InPhase = None, format_: Printed = Format.TEXT
) -> None:
    """Tell which quota of AWS is reached first and at how many users, now and for ten million of them."""
    from generator.capacity import report
    from generator.capacity.limits import all_of

    compiled = compile_or_exit(spec)
    assert compiled.model is not None
    check_choice(compiled.model, env, phase)
    found = all_of(compiled.model, env, phase)
    if not found:
        tell(f"{spec} does not say how much the system is used; add traffic: with users and requests_per_user")
        raise typer.Exit(NO)
    match format_:
        case Format.TEXT:
            typer.echo(report.text(found), nl=False)
        case Format.JSON:
            typer.echo(report.as_json(found), nl=False)
