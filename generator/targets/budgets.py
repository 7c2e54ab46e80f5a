"""Budgets of an environment; only its home root has them.

Where the environment lives alone in its account, a budget counts all that the account costs, also what bears no tag yet.
Otherwise it counts what bears the environment's tag, which has to be activated as a cost allocation tag.
"""

from collections.abc import Iterator
from typing import Any

from generator.kinds.budget import Budget
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present

NAME = "budgets"


def files(model: Model) -> Iterator[File]:
    """Yield the module of all budgets and its call in each home root."""
    limits = {stack.names.stack: _limits(stack) for stack in model.stacks if stack.home}
    budgets = [budget for some in limits.values() for budget in some]
    if not budgets:
        return
    yield from module(model, NAME, {"uses_filter": any(not budget.whole_account for budget in budgets)})
    for stack in model.stacks:
        if found := limits.get(stack.names.stack):
            view = {budget.key: comment(budget.description, _budget(stack, budget)) for budget in found}
            yield root_file(stack, NAME, {"budgets": view})


def _limits(stack: Stack) -> list[Budget]:
    return [budget for budget in stack.budgets.values() if budget.limit is not None]


def _budget(stack: Stack, budget: Budget) -> dict[str, Any]:
    alerts = {f"ACTUAL {percent}": _alert("ACTUAL", percent) for percent in budget.alert_at_percent}
    alerts |= {f"FORECASTED {percent}": _alert("FORECASTED", percent) for percent in budget.forecast_at_percent}
    return present(
        name=budget.name,
        limit=str(budget.limit),
        period=budget.period,
        cost_filter=None if budget.whole_account else f"user:Environment${stack.names.environment}",
        alerts=alerts,
        topic_arn=budget.notify.arn,
        tags={**budget.tags, "Service": "budgets", "Feature": budget.feature},
    )


def _alert(kind: str, percent: float) -> dict[str, Any]:
    return {"kind": kind, "percent": percent}
