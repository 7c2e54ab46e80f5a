"""Functions: one module over a map of all, which reads as a table of what runs and what it may do.

Cold starts are counted by a metric filter for each function, named `names.log_metric(function, "cold_starts")` in the system's
namespace, where an alarm or a dashboard shows them. Where CodeDeploy shifts a function its alias is a resource of its own,
`aws_lambda_alias.shifted`: Terraform cannot ignore a change for some members of a map only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.hcl import Commented, Raw
from generator.kinds.function import Function
from generator.model import Model, Stack
from generator.names import token
from generator.targets.callers import callers
from generator.targets.file import File
from generator.targets.layout import module, root, root_file
from generator.targets.moves import moves
from generator.targets.parts import comment, present
from generator.targets.policies import policy

NAME = "lambda_fn"

_STORAGE_MB = 512  # what AWS gives every function


def files(model: Model) -> Iterator[File]:
    """Yield the module of all functions, and its call in each root that has some."""
    stacks = [stack for stack in model.stacks if stack.functions]
    if not stacks:
        return
    uses = _uses(stacks)
    yield from module(model, NAME, {"uses": uses})
    for stack in stacks:
        yield root_file(stack, NAME, _root(stack, uses))
        if uses["shifted"] and (moved := _alias_moves(stack)):
            yield File(root(stack) / "lambda_aliases.tf", "terraform/envs/lambda_aliases.tf.j2", {"moves": moved})


def _uses(stacks: Sequence[Stack]) -> dict[str, Any]:
    """Return which parts of the module some function needs; `all` and `some` where it makes a difference."""
    functions = [function for stack in stacks for function in stack.functions.values()]
    permitted = [any(callers(stack)) for stack in stacks]
    managed = [any(function.managed_policies for function in stack.functions.values()) for stack in stacks]
    networked = [any(function.network for function in stack.functions.values()) for stack in stacks]
    return {
        "at_once": any(not function.deployment.shifts for function in functions),
        "shifted": any(function.deployment.shifts for function in functions),
        "cold_starts": any(_shows_cold_starts(stack) for stack in stacks),
        "description": _share([bool(function.description) for function in functions]),
        "environment": _share([bool(function.environment) for function in functions]),
        "ephemeral_storage": any(function.ephemeral_storage_mb != _STORAGE_MB for function in functions),
        "layers": any(function.layers for function in functions),
        "managed_policies": _share(managed),
        "network": _share(networked),
        "permissions": _share(permitted),
        "reserved_concurrency": any(function.reserved_concurrency is not None for function in functions),
        "retain": any(function.retain for function in functions),
        "tags": any(function.tags for function in functions),
        "tracing": _share([function.tracing for function in functions]),
    }


def _share(flags: Sequence[bool]) -> str:
    if all(flags):
        return "all"
    return "some" if any(flags) else ""


def _shows_cold_starts(stack: Stack) -> bool:
    return any(".cold_starts" in str(stack.tree.get(section)) for section in ("alarms", "dashboards"))


def _cold_starts(stack: Stack, function: str) -> str:
    return stack.names.log_metric(function, "cold_starts")


def _root(stack: Stack, uses: Mapping[str, Any]) -> dict[str, Any]:
    functions = stack.functions
    network = stack.environment.network if any(function.network for function in functions.values()) else None
    return {
        "alias": stack.names.alias,
        "artifacts_bucket": stack.names.artifacts_bucket(),
        "log_kms_key": token("keys.logs"),
        "metric_namespace": stack.tree["system"].get("title", stack.names.system) if uses["cold_starts"] else None,
        "network": network and {"subnets": list(network.subnets), "security_groups": list(network.security_groups)},
        "functions": {key: comment(one.description, _entry(one, stack, uses)) for key, one in functions.items()},
        "permissions": _permissions(stack),
        "managed_policies": _managed_policies(stack),
        "moves": moves(NAME, _resources(uses), {key: one.renamed_from for key, one in functions.items()}),
    }


def _entry(function: Function, stack: Stack, uses: Mapping[str, Any]) -> dict[str, Any]:
    shifted = function.deployment.shifts and uses["at_once"]
    granted = [grant.statement for grant in function.grants if grant.target]
    return {
        "name": function.name,
        "role_name": function.role_name,
        **present(description=" ".join(function.description.split()) or None),
        "package": function.package,
        "handler": function.entry_point,
        "runtime": function.runtime,
        "architecture": function.architecture,
        "memory_mb": function.memory_mb,
        "timeout_s": function.timeout_s,
        "log_retention_days": function.log_retention_days,
        **present(
            ephemeral_storage_mb=function.ephemeral_storage_mb
            if function.ephemeral_storage_mb != _STORAGE_MB
            else None,
            tracing=function.tracing if uses["tracing"] == "some" else None,
            shifted=True if shifted else None,
            network=True if function.network else None,
            reserved_concurrency=function.reserved_concurrency,
            layers=list(function.layers),
            retain=True if function.retain else None,
            cold_start_metric=_cold_starts(stack, function.name) if uses["cold_starts"] else None,
            feature=function.feature,
            tags=dict(function.tags),
            environment=dict(function.environment),
        ),
        "policy": policy([*function.running_statements, *granted, *function.implied_statements]),
    }


def _alias_moves(stack: Stack) -> list[dict[str, Raw]]:
    """Return the moves that keep an alias when its function starts, or stops, being shifted.

    Nobody knows here what was applied before, so each function has one; where nothing is to be moved, Terraform passes over it.
    A renamed function has its own moves, and Terraform takes one origin for each address: its alias is made anew then.
    """
    kinds = ("aws_lambda_alias.this", "aws_lambda_alias.shifted")
    found = []
    for key, function in stack.functions.items():
        if function.renamed_from:
            continue
        new = kinds[function.deployment.shifts]
        old = kinds[not function.deployment.shifts]
        found.append({"old": Raw(f'module.{NAME}.{old}["{key}"]'), "new": Raw(f'module.{NAME}.{new}["{key}"]')})
    return found


def _permissions(stack: Stack) -> dict[str, Any]:
    return {
        caller.label: {"function": caller.function, "principal": caller.principal, "source_arn": caller.source_arn}
        for caller in callers(stack)
    }


def _managed_policies(stack: Stack) -> dict[str, Any]:
    return {
        f"{function.key} {managed.arn}": Commented(
            managed.reason, {"function": function.key, "policy_arn": managed.arn}
        )
        for function in stack.functions.values()
        for managed in function.managed_policies
    }


def _resources(uses: Mapping[str, Any]) -> list[str]:
    """Return the addresses that an entry's key stands in, for the moves of a renamed one."""
    addresses = ["aws_lambda_function.this", "aws_cloudwatch_log_group.this", "aws_iam_role.this"]
    addresses += ["aws_iam_role_policy.this"]
    addresses += ["aws_lambda_alias.this"] * uses["at_once"] + ["aws_lambda_alias.shifted"] * uses["shifted"]
    return addresses + ["aws_cloudwatch_log_metric_filter.cold_starts"] * uses["cold_starts"]
