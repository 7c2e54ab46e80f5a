"""An environment asks for endpoints but does not say where in its network they go."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.kinds.environment import Network
from generator.model import Model


def incomplete_network(model: Model) -> Iterator[Diagnostic]:
    """Yield each network that lacks what its endpoints need."""
    for stack in model.stacks:
        network = stack.environment.network
        if network and (missing := _missing(network)):
            names = " and ".join(f'"{name}"' for name in missing)
            message = f"these endpoints cannot be placed: the network does not say its {names}"
            path = ("environments", stack.names.environment, "network", "endpoints")
            yield Diagnostic(path, message, "incomplete-network", at_key=True)


def _missing(network: Network) -> list[str]:
    needed = {
        "vpc": (network.endpoints, network.vpc),
        "subnets": (network.interfaces, network.subnets),
        "security_groups": (network.interfaces, network.security_groups),
        "route_tables": (network.gateways, network.route_tables),
    }
    return [name for name, (by, there) in needed.items() if by and not there]
