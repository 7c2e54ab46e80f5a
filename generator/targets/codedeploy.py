"""Deployments that CodeDeploy shifts, one group for each function, with the alarms that turn it back.

One looks at all calls of the alias, one at those of the version that takes over: a tenth of the calls can all fail before the alias
shows it. They look at five minutes at a time, or at one shift where that is shorter: long enough that one failed call of
many is not an outage, short enough to act before the next shift. CodeDeploy's role names each function; where the list
outgrows an inline policy (10 240 characters), it names them by their common prefix.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator import alarm_texts
from generator.kinds.function import Deployment, Function
from generator.kinds.grant import Statement
from generator.model import Model, Stack
from generator.names import Names
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present
from generator.targets.policies import READ_ALARMS, policy

NAME = "codedeploy"

# Those that CodeDeploy has ready: minutes between shifts of ten percent.
_READY: Mapping[str, Mapping[int, str]] = {
    "canary": {minutes: f"CodeDeployDefault.LambdaCanary10Percent{minutes}Minutes" for minutes in (5, 10, 15, 30)},
    "linear": {
        1: "CodeDeployDefault.LambdaLinear10PercentEvery1Minute",
        **{minutes: f"CodeDeployDefault.LambdaLinear10PercentEvery{minutes}Minutes" for minutes in (2, 3, 10)},
    },
}
_TYPES = {"canary": "TimeBasedCanary", "linear": "TimeBasedLinear"}
_WINDOW_MINUTES = 5
_LISTED_FUNCTIONS = 40


def files(model: Model) -> Iterator[File]:
    """Yield the module of all deployment groups, and its call in each root where a function shifts."""
    stacks = [stack for stack in model.stacks if _shifting(stack)]
    if not stacks:
        return
    own = [bool(_own_configs(stack)) for stack in stacks]
    strategies = {
        function.deployment.strategy for stack in stacks for function in _shifting(stack) if _is_own(function)
    }
    uses = {
        "configs": ("all" if all(own) else "some") if any(own) else "",
        "strategies": sorted(strategies),
        "tags": any(function.tags for stack in stacks for function in _shifting(stack)),
        "runbooks": any(function.deployment.runbook for stack in stacks for function in _shifting(stack)),
    }
    yield from module(model, NAME, {"uses": uses, "feature": stacks[0].names.system})
    for stack in stacks:
        yield root_file(stack, NAME, _root(stack))


def _shifting(stack: Stack) -> list[Function]:
    return [function for function in stack.functions.values() if function.deployment.shifts]


def _is_own(function: Function) -> bool:
    deployment = function.deployment
    return deployment.percent != 10 or deployment.minutes not in _READY[deployment.strategy]  # noqa: PLR2004 - what CodeDeploy has ready


def _config_name(deployment: Deployment, names: Names, *, own: bool) -> str:
    if own:
        return names.deployment_config(deployment.strategy, deployment.percent, deployment.minutes)
    return _READY[deployment.strategy][deployment.minutes]


def _own_configs(stack: Stack) -> dict[str, Any]:
    return {
        _config_name(function.deployment, stack.names, own=True): {
            "type": _TYPES[function.deployment.strategy],
            "percentage": function.deployment.percent,
            "interval": function.deployment.minutes,
        }
        for function in _shifting(stack)
        if _is_own(function)
    }


def _root(stack: Stack) -> dict[str, Any]:
    functions = _shifting(stack)
    groups = {function.key: comment(function.description, _group(function, stack)) for function in functions}
    return {
        "account": stack.names.account,
        "region": stack.names.region,
        "application": stack.names.prefix,
        "role_name": stack.names.role(NAME, "functions"),
        "policy": policy(_statements(functions, stack.names)),
        "configs": _own_configs(stack),
        "groups": groups,
    }


def _group(function: Function, stack: Stack) -> dict[str, Any]:
    deployment, names = function.deployment, stack.names
    return {
        "function_name": function.name,
        "alias": names.alias,
        "deployment_config": _config_name(deployment, names, own=_is_own(function)),
        "alarm_name": names.rollback_alarm(function.name),
        "new_version_alarm_name": names.new_version_alarm(function.name),
        "rollback_above_percent": deployment.rollback_above_percent,
        "window_s": 60 * min(deployment.minutes, _WINDOW_MINUTES),
        **present(
            feature=function.feature,
            tags=dict(function.tags),
            runbook=alarm_texts.runbook(stack, deployment.runbook) if deployment.runbook else None,
        ),
    }


def _statements(functions: Sequence[Function], names: Names) -> list[Statement]:
    named = [function.name for function in functions]
    reason = None
    if len(named) > _LISTED_FUNCTIONS:
        derived = f"{names.prefix}-"
        named = [f"{derived}*", *(name for name in named if not name.startswith(derived))]
        reason = "the functions of this system are more than a role's policy can list"
    arns = tuple(names.arn("lambda", f"function:{name}") for name in named)
    aliases = tuple(f"{arn}:*" for arn in arns)
    return [
        Statement(("lambda:GetAlias", "lambda:UpdateAlias"), arns, reason=reason),
        Statement(("lambda:GetProvisionedConcurrencyConfig",), aliases, reason=reason),
        READ_ALARMS,
    ]
