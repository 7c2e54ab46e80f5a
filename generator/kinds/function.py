"""Functions: what runs, with what settings, and what its role may do."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.iam import delivery_action
from generator.kinds import grant as grants
from generator.kinds import trigger as triggers
from generator.kinds.grant import AWS_REASON, Grant, Statement
from generator.kinds.trigger import Trigger
from generator.names import lasting_key
from generator.scope import Scope, Thing

_NETWORK_ACTIONS = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)


class Deployment(Fact):
    """How a new version takes over. strategy: `all_at_once`, `canary` or `linear`; minutes between shifts.

    runbook: what to do when CodeDeploy has turned it back, None where nobody has written it.
    """

    strategy: str = "all_at_once"
    percent: int = 10
    minutes: int = 10
    rollback_above_percent: float = 5
    runbook: Thing | None = None

    @property
    def shifts(self) -> bool:
        """True where CodeDeploy moves the alias, and Terraform leaves it alone."""
        return self.strategy != "all_at_once"


class ProvisionedConcurrency(Fact):
    """Instances kept warm. maximum above minimum: AWS adapts them to the load, aiming at target_percent of them in use."""

    minimum: int
    maximum: int
    target_percent: int = 70

    @property
    def scales(self) -> bool:
        return self.maximum > self.minimum


class AsyncFailure(Fact):
    """Where an asynchronous call goes that failed. retries: 0-2, max_age_s: 60-21600 (AWS Lambda)."""

    target: Thing
    retries: int = 2
    max_age_s: int = 21600


class ManagedPolicy(Fact):
    """A policy that a role gets whole, and why grants are not enough."""

    arn: str
    reason: str


class Function(Fact):
    """One Lambda function in one stack.

    memory_mb: 128-10240. timeout_s: 1-900. ephemeral_storage_mb: 512-10240. role_name: the role that only this function has.
    package: the key of its code in the package manifest: its own name, or that of the folder it shares.
    custom_metrics: name -> unit of the metrics that its handler emits (EMF).
    raises: names of the errors that its handler raises; None where the spec does not say.
    input, output: schemas of what a workflow hands it, and of its answer.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    handler: str
    package: str
    runtime: str
    architecture: str
    memory_mb: int
    timeout_s: int
    ephemeral_storage_mb: int
    environment: Mapping[str, str]
    grants: tuple[Grant, ...]
    managed_policies: tuple[ManagedPolicy, ...]
    triggers: tuple[Trigger, ...]
    on_failure: AsyncFailure | None
    layers: tuple[str, ...]
    network: bool
    tracing: bool
    log_retention_days: int
    deployment: Deployment
    provisioned_concurrency: ProvisionedConcurrency | None
    reserved_concurrency: int | None
    custom_metrics: Mapping[str, str]
    raises: frozenset[str] | None
    input: Thing | None
    output: Thing | None
    role_name: str
    retain: bool
    renamed_from: str | None

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def log_group(self) -> str:
        return self.thing.attributes["log_group"]

    @property
    def unqualified_arn(self) -> str:
        return self.thing.attributes["unqualified_arn"]

    @property
    def entry_point(self) -> str:
        """The handler as Lambda writes it."""
        return self.handler.replace(":", ".")

    @property
    def running_statements(self) -> tuple[Statement, ...]:
        """What it needs to run at all: its own log, its traces, its network interfaces."""
        log = f"{self.thing.attributes['log_group_arn']}:*"
        statements = [Statement(("logs:CreateLogStream", "logs:PutLogEvents"), (log,))]
        if self.tracing:
            actions = ("xray:PutTelemetryRecords", "xray:PutTraceSegments")
            statements.append(Statement(actions, ("*",), reason=AWS_REASON))
        if self.network:
            statements += _network_statements(self.unqualified_arn)
        return tuple(statements)

    @property
    def implied_statements(self) -> tuple[Statement, ...]:
        """What its triggers and the destination of its failures need."""
        implied = [statement for trigger in self.triggers for statement in trigger.statements]
        if self.on_failure:
            target = self.on_failure.target
            implied.append(Statement((delivery_action(target),), (target.arn,)))
        return tuple(statement for index, statement in enumerate(implied) if statement not in implied[:index])

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Everything its role may do, but for managed policies."""
        granted = [grant.statement for grant in self.grants]
        return (*self.running_statements, *granted, *self.implied_statements)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Function:
    """Build a function from its entry, defaults merged in."""
    mocks = set(scope.environment.get("mocks", ()))
    return Function(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        handler=entry["handler"],
        package=entry.get("code", scope.key),
        runtime=entry.get("runtime", "python3.13"),
        architecture=entry.get("architecture", "arm64"),
        memory_mb=entry.get("memory", 128),
        timeout_s=scope.at("timeout").seconds(entry.get("timeout", 3), 1, 900),
        ephemeral_storage_mb=entry.get("ephemeral_storage", 512),
        environment=_environment(entry, scope, mocks),
        grants=tuple(grant for grant in _grants(entry, scope) if grant.service not in mocks),
        managed_policies=_managed_policies(entry, scope),
        triggers=tuple(
            triggers.from_spec(item, scope.at("triggers", index))
            for index, item in enumerate(entry.get("triggers", ()))
        ),
        on_failure=_on_failure(entry.get("on_failure"), scope.at("on_failure")),
        layers=tuple(scope.at("layers", index).text(layer) for index, layer in enumerate(entry.get("layers", ()))),
        network=_network(entry, scope),
        tracing=entry.get("tracing", True),
        log_retention_days=entry.get("log_retention_days", 30),
        deployment=_deployment(entry.get("deployment", {}), scope.at("deployment")),
        provisioned_concurrency=_provisioned_concurrency(entry.get("provisioned_concurrency")),
        reserved_concurrency=entry.get("reserved_concurrency"),
        custom_metrics={name: (metric or {}).get("unit", "None") for name, metric in entry.get("metrics", {}).items()},
        raises=frozenset(entry["raises"]) if "raises" in entry else None,
        input=scope.at("input").thing(entry["input"], "schemas") if "input" in entry else None,
        output=scope.at("output").thing(entry["output"], "schemas") if "output" in entry else None,
        role_name=scope.names.role("fn", lasting_key("functions", scope.key, entry)),
        retain=entry.get("retain", False),
        renamed_from=entry.get("renamed_from"),
    )


def _deployment(entry: Mapping[str, Any], scope: Scope) -> Deployment:
    if "runbook" not in entry:
        return Deployment(**entry)
    return Deployment(**{**entry, "runbook": scope.at("runbook").thing(entry["runbook"], "runbooks")})


def _network_statements(function: str) -> list[Statement]:
    """Return what Lambda needs to place the function in a network, and refuse the same to the function's own code."""
    reason = "network interfaces get their names when AWS makes them"
    condition = {"ArnEquals": {"lambda:SourceFunctionArn": [function]}}
    return [
        Statement(_NETWORK_ACTIONS, ("*",), reason=reason),
        Statement(_NETWORK_ACTIONS, ("*",), condition, "Lambda uses them, the function's own code does not", "Deny"),
    ]


def _grants(entry: Mapping[str, Any], scope: Scope) -> list[Grant]:
    return [grants.from_spec(item, scope.at("grants", index)) for index, item in enumerate(entry.get("grants", ()))]


def _managed_policies(entry: Mapping[str, Any], scope: Scope) -> tuple[ManagedPolicy, ...]:
    return tuple(
        ManagedPolicy(scope.at("managed_policies", index, "arn").text(item["arn"]), item["reason"])
        for index, item in enumerate(entry.get("managed_policies", ()))
    )


def _network(entry: Mapping[str, Any], scope: Scope) -> bool:
    network = scope.environment.get("network") or {}
    if not entry.get("network"):
        return False
    if not (network.get("subnets") and network.get("security_groups")):
        message = (
            f'the function asks for a network, and environment "{scope.names.environment}" names none; '
            "say its subnets and security_groups under network"
        )
        scope.at("network").problem(message, "missing-network")
    return True


def _environment(entry: Mapping[str, Any], scope: Scope, mocks: set[str]) -> dict[str, str]:
    environment = scope.at("environment").texts(entry.get("environment", {}))
    if mocks:
        environment["MOCKS"] = ",".join(sorted(mocks))
    return environment


def _on_failure(entry: Mapping[str, Any] | str | None, scope: Scope) -> AsyncFailure | None:
    if entry is None:
        return None
    if isinstance(entry, str):
        return AsyncFailure(scope.thing(entry, "queues", "topics", "buses", "imports"))
    kind = next(kind for kind in ("queue", "topic", "bus") if kind in entry)
    section = "buses" if kind == "bus" else f"{kind}s"
    target = scope.at(kind).thing(entry[kind], section, "imports")
    max_age_s = scope.at("max_age").seconds(entry.get("max_age", 21600), 60, 21600)
    return AsyncFailure(target, entry.get("retries", 2), max_age_s)


def _provisioned_concurrency(entry: Mapping[str, int] | int | None) -> ProvisionedConcurrency | None:
    match entry:
        case None:
            return None
        case int():
            return ProvisionedConcurrency(entry, entry)
        case _:
            return ProvisionedConcurrency(entry["minimum"], entry["maximum"], entry.get("target_percent", 70))
