"""`collectiq cost`: what each environment costs in a month, against its budget and against another spec."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from generator.console import ENVIRONMENT, MISUSE, NO, SPEC, Spec, compile_or_exit, tell
from generator.diagnostics import did_you_mean

if TYPE_CHECKING:
    from generator.cost.comparison import Difference
    from generator.cost.estimates import Estimate
    from generator.cost.prices import Prices
    from generator.model import Model


class Format(StrEnum):
    """How figures are printed."""

    TEXT = "text"
    JSON = "json"


Environment = Annotated[str | None, typer.Option("--env", metavar="ENV", help="Only this environment.")]
InPhase = Annotated[str | None, typer.Option("--phase", metavar="PHASE", help="Only this phase.")]
Printed = Annotated[Format, typer.Option("--format", help="How figures are printed.")]


def cost(  # noqa: PLR0913 - one for each option
    *,
    spec: Spec = SPEC,
    env: Environment = None,
    phase: InPhase = None,
    format_: Printed = Format.TEXT,
    against: Annotated[str | None, typer.Option("--against", metavar="REV|FILE", help="Also print the difference to the spec at a revision of git, or in a file.")] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Take today's prices of the region from AWS; needs pricing:GetProducts.")] = False,
) -> None:  # fmt: skip
    """Estimate what a month costs, by service and feature; exit 1 where the expected cost is over the budget."""
    from generator.cost import report

    model = _model(spec)
    check_choice(model, env, phase)
    prices = _prices(model, env, refresh=refresh)
    estimates = _estimates(model, prices, env, phase)
    differences = _differences(spec, against, estimates, prices, env, phase) if against else []
    match format_:
        case Format.TEXT:
            typer.echo(report.text(estimates, differences), nl=False)
        case Format.JSON:
            typer.echo(report.as_json(estimates, prices, differences), nl=False)
    if over := [one for one in estimates if one.over_budget]:
        tell(f"over the budget: {', '.join(one.title for one in over)}")
        raise typer.Exit(NO)


def _model(spec: Path) -> "Model":
    compiled = compile_or_exit(spec)
    assert compiled.model is not None
    return compiled.model


def check_choice(model: "Model", environment: str | None, phase: str | None) -> None:
    """Exit where no such environment or phase is declared, or the phase is another environment's."""
    from generator.cost.phases import cases, phases

    known = list(dict.fromkeys(stack.names.environment for stack in model.stacks))
    if environment is not None and environment not in known:
        near = did_you_mean(environment, known) or f"; declared there: {', '.join(known)}"
        tell(f'environment "{environment}" is not declared in {model.spec_name}{near}')
        raise typer.Exit(MISUSE)
    declared = phases(model)
    if phase is not None and phase not in declared:
        near = did_you_mean(phase, declared) or f"; declared there: {', '.join(declared) or 'none'}"
        tell(f'phase "{phase}" is not declared in {model.spec_name}{near}')
        raise typer.Exit(MISUSE)
    if not list(cases(model, environment, phase)):
        assert phase is not None
        tell(f'phase "{phase}" is one of environment "{declared[phase].environment}"; leave --env away')
        raise typer.Exit(MISUSE)


def _estimates(model: "Model", prices: "Prices", environment: str | None, phase: str | None) -> "list[Estimate]":
    from generator.cost import estimate
    from generator.cost.phases import cases

    return [estimate(model, case.environment, case.phase, prices) for case in cases(model, environment, phase)]


def _differences(  # noqa: PLR0913, PLR0917 - what the estimates were made of
    spec: Path, against: str, after: "list[Estimate]", prices: "Prices", environment: str | None, phase: str | None
) -> "list[Difference]":
    from generator.changes import versions
    from generator.cost.comparison import differences

    try:
        before = versions.read(against, spec)
    except versions.VersionMissing as error:
        tell(str(error))
        raise typer.Exit(MISUSE) from None
    except versions.GitFailed as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None
    if before.model is None and before.exists:
        tell(f"nothing of the spec at {against} is understood: {'; '.join(before.problems)}")
        raise typer.Exit(NO)
    estimates = _estimates(before.model, prices, environment, phase) if before.model else []
    return list(differences(estimates, after, against))


def _prices(model: "Model", environment: str | None, *, refresh: bool) -> "Prices":
    """Return the program's prices, or today's of the region in which the environment, or else the first one, is at home."""
    from generator.cost.prices import table

    if not refresh:
        return table()
    from generator.cost.price_list import PriceListError, refreshed

    names = [stack.names for stack in model.stacks if environment in (None, stack.names.environment)]
    region = names[0].home_region
    try:
        found = refreshed(table(), region)
    except PriceListError as error:
        tell(str(error))
        raise typer.Exit(ENVIRONMENT) from None
    tell(
        f"{len(found.changed)} of {len(found.prices.by_key)} prices differ from the program's table of {table().read}."
    )
    if found.missing:
        tell(f"AWS's list has no single price for {', '.join(found.missing)}: the table's are used.")
    return found.prices
