"""Endpoints in an existing network, through which functions reach AWS without the internet."""

from collections.abc import Iterator
from typing import Any

from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in each root whose environment names endpoints."""
    stacks = [stack for stack in model.stacks if stack.environment.network and stack.environment.network.endpoints]
    if not stacks:
        return
    networks = [stack.environment.network for stack in stacks if stack.environment.network]
    uses = {
        "gateways": any(network.gateways for network in networks),
        "interfaces": any(network.interfaces for network in networks),
    }
    yield from module(model, "vpc_endpoints", {"uses": uses})
    for stack in stacks:
        yield root_file(stack, "vpc_endpoints", {**_root(stack), "uses": uses})


def _root(stack: Stack) -> dict[str, Any]:
    network = stack.environment.network
    assert network is not None, "the caller has looked"
    region = stack.names.region
    return {
        "account": stack.names.account,
        "vpc": network.vpc,
        "gateways": {name: f"com.amazonaws.{region}.{name}" for name in network.gateways},
        "interfaces": {name: f"com.amazonaws.{region}.{name}" for name in network.interfaces},
        "subnets": list(network.subnets),
        "callers": {group: group for group in network.security_groups},
        "route_tables": list(network.route_tables),
        "security_group": stack.names.resource("endpoints"),
    }
