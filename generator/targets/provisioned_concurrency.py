"""Instances kept warm: a fixed number, or as many as Application Auto Scaling thinks right.

A module and a root file of its own, so that it can be left out where an engine lacks it.
"""

from collections.abc import Iterator
from typing import Any

from generator.kinds.function import Function, ProvisionedConcurrency
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment

NAME = "provisioned_concurrency"


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in each root where functions are kept warm."""
    stacks = [stack for stack in model.stacks if any(_warm(stack))]
    if not stacks:
        return
    views = [_root(stack) for stack in stacks]
    yield from module(model, NAME, {kind: _share([view[kind] for view in views]) for kind in ("fixed", "scaled")})
    for stack, view in zip(stacks, views, strict=True):
        yield root_file(stack, NAME, view)


def _share(maps: list[dict[str, Any]]) -> str:
    if all(maps):
        return "all"
    return "some" if any(maps) else ""


def _warm(stack: Stack) -> Iterator[tuple[Function, ProvisionedConcurrency]]:
    for function in stack.functions.values():
        if function.provisioned_concurrency:
            yield function, function.provisioned_concurrency


def _root(stack: Stack) -> dict[str, Any]:
    return {
        "alias": stack.names.alias,
        "fixed": {
            function.key: comment(function.description, {"function_name": function.name, "instances": warm.minimum})
            for function, warm in _warm(stack)
            if not warm.scales
        },
        "scaled": {
            function.key: comment(function.description, _scaled(function, warm))
            for function, warm in _warm(stack)
            if warm.scales
        },
    }


def _scaled(function: Function, warm: ProvisionedConcurrency) -> dict[str, Any]:
    return {
        "function_name": function.name,
        "minimum": warm.minimum,
        "maximum": warm.maximum,
        "target_percent": warm.target_percent,
        "feature": function.feature,
    }
