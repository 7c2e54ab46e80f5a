"""What an edge of the system needs: one request that has to be allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.iam_evaluate import Principal, PrincipalKind, Request
from generator.verify import policies
from generator.verify.identifiers import arn
from generator.verify.plan import UNKNOWN, Plan, Resource
from generator.verify.policies import Policies


@dataclass(frozen=True, slots=True)
class Need:
    """One request. address: of the resource that the edge starts at. edge: what it is for, in words."""

    address: str
    edge: str
    request: Request

    @property
    def is_known(self) -> bool:
        """Whether everything that it depends on is known before the apply."""
        asked = self.request
        words = (asked.action, asked.resource, *asked.context.values(), asked.principal.name if asked.principal else "")
        return not any(UNKNOWN in word for word in words)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where needs come from. sender: who acts. context: what its requests carry. key_context: the same for requests to KMS."""

    address: str
    words: str
    sender: Principal
    context: Mapping[str, str]
    key_context: Mapping[str, str]

    def needs(self, action: str, resource: str, also: Mapping[str, str] = MappingProxyType({})) -> Need:
        """Return the need of one action. also: what its request carries besides."""
        return Need(self.address, self.words, Request(action, resource, {**self.context, **also}, self.sender))


@dataclass(frozen=True, slots=True)
class System:
    """A plan, its policies, and its resources by ARN, and by type with each attribute's value."""

    plan: Plan
    policies: Policies
    by_arn: Mapping[str, Resource]
    by_value: Mapping[tuple[str, str, str], Resource]

    def arn(self, resource: Resource) -> str:
        return arn(resource, self.plan.place)

    def find(self, resource_type: str, attribute: str, value: str) -> Resource | None:
        """Return the resource of a type with this value, None where the plan has none."""
        return self.by_value.get((resource_type, attribute, value))


def system(plan: Plan) -> System:
    """Return a plan with its resources as edges look for them."""
    resources = plan.resources.values()
    by_value = {
        (one.type, attribute, value): one
        for one in resources
        for attribute, value in one.values.items()
        if isinstance(value, str)
    }
    return System(plan, policies.of(plan), {arn(one, plan.place): one for one in resources}, by_value)


def by_service(found: System, source: Resource, words: str, service: str, source_arn: str) -> Edge:
    """Return an edge along which a service of AWS's acts itself, on behalf of one resource."""
    account = found.plan.place.account
    context = {"aws:SourceArn": source_arn, "aws:SourceAccount": account, "aws:SecureTransport": "true"}
    # EventBridge names no source to KMS (EventBridge user guide, "Encrypting event buses", November 2026).
    key_context = {"aws:SecureTransport": "true"} if service == "events.amazonaws.com" else context
    return Edge(source.address, words, Principal(PrincipalKind.SERVICE, service), context, key_context)


def by_role(found: System, source: Resource, words: str, role: str) -> Edge:
    """Return an edge along which a role acts. role: its ARN."""
    place = found.plan.place
    context = {"aws:SecureTransport": "true", "aws:PrincipalAccount": place.account, "aws:PrincipalArn": role}
    key_context = {**context, "kms:CallerAccount": place.account}
    return Edge(source.address, words, Principal(PrincipalKind.AWS, role), context, key_context)


def trusted(found: System, source: Resource, role: str, service: str, context: Mapping[str, str]) -> Need:
    """Return the need of a service to take a role on behalf of a resource."""
    words = f"{described(source)} takes its role"
    request = Request(
        "sts:AssumeRole",
        role,
        {"aws:SourceAccount": found.plan.place.account, **context},
        Principal(PrincipalKind.SERVICE, service),
    )
    return Need(source.address, words, request)


def described(resource: Resource) -> str:
    """Return what a resource is called in messages: its type in words, and its name."""
    kind = resource.type.removeprefix("aws_").replace("_", " ")
    names = ("name", "function_name", "alarm_name", "bucket", "route_key", "rule", "configuration_name", "rule_name")
    name = next((text for key in names if (text := resource.text(key)) not in ("", UNKNOWN)), "")
    return f'{kind} "{name}"' if name else f"{kind} {resource.address}"


def delivery(found: System, edge: Edge, target: str) -> Iterator[Need]:
    """Yield what it takes to hand something to a target, and to use the key that encrypts it there."""
    action = _DELIVERIES.get(service_of(target))
    if action:
        yield edge.needs(action, target)
    resource = found.by_arn.get(target)
    if resource and (key := key_of(found, resource)):
        yield from key_use(found, edge, key, service_of(target), ("kms:Decrypt", "kms:GenerateDataKey"))


def key_use(found: System, edge: Edge, key: str, service: str, actions: tuple[str, ...]) -> Iterator[Need]:
    """Yield the uses of a customer key that a service makes for whoever acts."""
    through = {"kms:ViaService": f"{service}.{found.plan.place.region}.amazonaws.com"}
    context = {**edge.key_context, **(through if edge.sender.kind is PrincipalKind.AWS else {})}
    for action in actions:
        yield Need(edge.address, edge.words, Request(action, key, context, edge.sender))


def key_of(found: System, resource: Resource) -> str:
    """Return the ARN of the customer key that encrypts a queue or a topic, an empty text where none of this plan does."""
    return own_key(found, resource.text("kms_master_key_id"))


def own_key(found: System, named: str) -> str:
    """Return the ARN of a key that is named by its alias, its id or its ARN, an empty text where it is none of this plan's."""
    alias = found.find("aws_kms_alias", "name", named) if named.startswith("alias/") else None
    wanted = alias.text("target_key_id") if alias else named
    keys = {
        name: found.arn(key) for key in found.plan.of("aws_kms_key") for name in (key.text("key_id"), found.arn(key))
    }
    return keys.get(wanted, "") if wanted else ""


def service_of(target: str) -> str:
    """Return the service of an ARN."""
    return target.split(":")[2] if target.startswith("arn:") else ""


_DELIVERIES: Mapping[str, str] = {
    "events": "events:PutEvents",
    "firehose": "firehose:PutRecord",
    "kinesis": "kinesis:PutRecord",
    "lambda": "lambda:InvokeFunction",
    "sns": "sns:Publish",
    "sqs": "sqs:SendMessage",
    "states": "states:StartExecution",
}
