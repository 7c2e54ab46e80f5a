"""What the pipelines' role needs that applies a root: to read and to change every resource of it, by the names that they have."""

from collections.abc import Iterator, Mapping

from generator.targets.permissions import GROUPS
from generator.targets.permissions.calls import Calls
from generator.verify.need import Need, System, by_role, described
from generator.verify.plan import UNKNOWN, Resource

_FUNCTION = ("function_name", "arn:aws:lambda:{region}:{account}:function:{name}")
_ROLE = ("role", "arn:aws:iam::{account}:role/{name}")

# Resources that AWS knows as part of another one: the argument that names it, and its ARN.
_PARTS: Mapping[str, tuple[str, str]] = {
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "arn:aws:logs:{region}:{account}:log-group:{name}"),
    "aws_iam_role_policy": _ROLE,
    "aws_iam_role_policy_attachment": _ROLE,
    "aws_lambda_alias": _FUNCTION,
    "aws_lambda_function_event_invoke_config": _FUNCTION,
    "aws_lambda_permission": _FUNCTION,
    "aws_lambda_provisioned_concurrency_config": _FUNCTION,
    "aws_sns_topic_subscription": ("topic_arn", "{name}"),
}


def applied(system: System, role: str, environment: str) -> Iterator[Need]:
    """Yield what a role needs to apply a plan. environment: the tag that everything bears."""
    for resource in system.plan.resources.values():
        if on := _acted_on(system, resource):
            words = f"the pipeline applies {described(resource)}"
            edge = by_role(system, resource, words, role)
            tags = {f"aws:{whose}Tag/Environment": environment for whose in ("Resource", "Request")}
            yield from (edge.needs(action, on, tags) for calls in _calls(resource) for action in _actions(calls))


def _acted_on(system: System, resource: Resource) -> str:
    """Return the ARN that the provider's calls for a resource are on, empty where it is not known or there is none."""
    place = system.plan.place
    if resource.type.startswith("aws_s3_bucket"):
        argument, form = "bucket", "arn:aws:s3:::{name}"
    elif resource.type in _PARTS:
        argument, form = _PARTS[resource.type]
    else:
        arn = system.arn(resource)
        return "" if UNKNOWN in arn else arn
    name = resource.text(argument)
    return "" if name in ("", UNKNOWN) else form.format(name=name, region=place.region, account=place.account)


def _calls(resource: Resource) -> Iterator[Calls]:
    return (calls for group in GROUPS.values() for calls in group if resource.type in calls.types.split())


def _actions(calls: Calls) -> tuple[str, ...]:
    return calls.actions(f"{calls.read} {calls.write}")
