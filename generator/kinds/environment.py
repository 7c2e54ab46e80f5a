"""Environments: what one copy of the system has different, and the network and audit trail of its account."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope

# What AWS reaches through a gateway in the route table, free of charge, instead of an interface in each subnet.
GATEWAYS = frozenset({"s3", "dynamodb"})


class Network(Fact):
    """An existing network. endpoints: AWS services reached without the internet, such as `bedrock-runtime`."""

    vpc: str
    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
    route_tables: tuple[str, ...]
    endpoints: tuple[str, ...]

    @property
    def gateways(self) -> tuple[str, ...]:
        return tuple(name for name in self.endpoints if name in GATEWAYS)

    @property
    def interfaces(self) -> tuple[str, ...]:
        return tuple(name for name in self.endpoints if name not in GATEWAYS)


class AuditTrail(Fact):
    """The record of every call of an AWS API. log_group: it is also written to CloudWatch Logs."""

    retention_days: int
    log_group: bool


class Environment(Fact):
    """One environment. regions: its home first. ephemeral: a pipeline makes and destroys it. mocks: services that functions imitate, by IAM prefix.

    reasons: why it is right as it is here, by setting, where another environment is safer or works differently.
    """

    name: str
    description: str
    regions: tuple[str, ...]
    branch: str
    approval: bool
    protect_data: bool
    ephemeral: bool
    mocks: tuple[str, ...]
    phase: str | None
    audit_trail: AuditTrail | None
    network: Network | None
    reasons: Mapping[str, str]

    @property
    def production(self) -> bool:
        """True where users depend on it: a person approves its changes, or its data is protected."""
        return self.approval or self.protect_data


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Environment:
    """Build an environment from its entry, as one of its regions sees it."""
    return Environment(
        name=scope.key,
        description=entry.get("description", ""),
        regions=tuple(entry["regions"]),
        branch=entry.get("branch", "main"),
        approval=entry.get("approval", False),
        protect_data=entry.get("protect_data", False),
        ephemeral=entry.get("ephemeral", False),
        mocks=tuple(entry.get("mocks", ())),
        phase=entry.get("phase"),
        audit_trail=_audit_trail(entry.get("audit_trail", False)),
        network=_network(entry["network"], scope.at("network")) if "network" in entry else None,
        reasons=entry.get("reasons") or {},
    )


def _audit_trail(entry: Mapping[str, Any] | bool) -> AuditTrail | None:  # noqa: FBT001 - as the spec has it
    if entry is False:
        return None
    settings = {} if entry is True else entry
    return AuditTrail(settings.get("retention_days", 365), settings.get("log_group", False))


def _network(entry: Mapping[str, Any], scope: Scope) -> Network:
    def texts(setting: str) -> tuple[str, ...]:
        here = scope.at(setting)
        return tuple(here.at(index).text(text) for index, text in enumerate(entry.get(setting, ())))

    return Network(
        vpc=scope.at("vpc").text(entry.get("vpc", "")),
        subnets=texts("subnets"),
        security_groups=texts("security_groups"),
        route_tables=texts("route_tables"),
        endpoints=texts("endpoints"),
    )
