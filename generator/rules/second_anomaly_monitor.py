"""Two anomaly monitors of all services are made in one account, which has one at most."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.budget import Budget
from generator.model import Model, Stack
from generator.names import token


def second_anomaly_monitor(model: Model) -> Iterator[Diagnostic]:
    """Yield each monitor of all services but the first that is made in its account."""
    first: dict[str, str] = {}
    for stack, budget in _made(model):
        maker = f'"{budget.key}" in {stack.names.environment}'
        if (other := first.setdefault(_account(stack), maker)) == maker:
            continue
        place = origin(model.spec, stack.names.environment, ("budgets", budget.key))
        message = (
            f"{other} makes the one monitor of all services that AWS allows in an account, and {maker} would make "
            "another; name the first one here as monitor_arn, or watch the environment's tag alone: counts: environment"
        )
        yield Diagnostic(place, message, "second-anomaly-monitor", at_key=True)


def _made(model: Model) -> Iterator[tuple[Stack, Budget]]:
    """Yield the monitors of all services that the system makes; only home roots make any."""
    for stack in model.stacks:
        for budget in stack.budgets.values() if stack.home else ():
            if budget.anomalies_above is not None and budget.whole_account and budget.monitor_arn is None:
                yield stack, budget


def _account(stack: Stack) -> str:
    """Return what tells the account apart; one that is left out may be each environment's own."""
    account = stack.names.account
    return stack.names.environment if account == token("account") else account
