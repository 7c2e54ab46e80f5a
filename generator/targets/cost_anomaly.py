"""Anomaly monitors of an environment's spending, in a root file of their own; only its home root has them.

An account has one monitor of its services at most, which may be there already; where environments share an account, each
one's tag is watched.
"""

from collections.abc import Iterator
from typing import Any

from generator.hcl import JsonEncoded
from generator.kinds.budget import Budget
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share

NAME = "cost_anomaly"


def files(model: Model) -> Iterator[File]:
    """Yield the module of all monitors and its call in each home root."""
    monitors = {stack.names.stack: _monitors(stack) for stack in model.stacks if stack.home}
    budgets = [budget for some in monitors.values() for budget in some]
    if not budgets:
        return
    made = [budget for budget in budgets if budget.monitor_arn is None]
    uses = {
        "account": any(budget.whole_account for budget in made),
        "tag": any(not budget.whole_account for budget in made),
        "made": share(budget.monitor_arn is None for budget in budgets),
    }
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        if found := monitors.get(stack.names.stack):
            view = {budget.key: comment(budget.description, _monitor(stack, budget)) for budget in found}
            yield root_file(stack, NAME, {"monitors": view})


def _monitors(stack: Stack) -> list[Budget]:
    return [budget for budget in stack.budgets.values() if budget.anomalies_above is not None]


def _monitor(stack: Stack, budget: Budget) -> dict[str, Any]:
    tagged = {"Tags": {"Key": "Environment", "Values": [stack.names.environment], "MatchOptions": ["EQUALS"]}}
    return present(
        name=budget.name,
        arn=budget.monitor_arn,
        specification=None if budget.whole_account or budget.monitor_arn else JsonEncoded(tagged),
        above=str(budget.anomalies_above),
        topic_arn=budget.notify.arn,
        tags={**budget.tags, "Service": "cost-explorer", "Feature": budget.feature},
    )
