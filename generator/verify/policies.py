"""Who may do what, as a plan says it: the policies of roles, and those of resources."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.iam_evaluate import Policy
from generator.verify.identifiers import arn
from generator.verify.plan import UNKNOWN, Plan, Resource

_QUEUE_URL = re.compile(r"https://sqs\.([^.]+)\.amazonaws\.com/(\d+)/([^/]+)")


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies by ARN. identity: of roles. resource: of what is acted on, a role's trust policy too.

    partial: ARNs with a policy that is not known, so that a denial of theirs means nothing.
    """

    identity: Mapping[str, tuple[Policy, ...]]
    resource: Mapping[str, tuple[Policy, ...]]
    partial: frozenset[str]


def of(plan: Plan) -> Policies:
    """Return all policies of a plan."""
    identity, partial = _collected(_identity(plan))
    resource, also = _collected(_resource(plan))
    return Policies(identity, resource, partial | also)


def _collected(found: Iterator[tuple[str, str]]) -> tuple[dict[str, tuple[Policy, ...]], frozenset[str]]:
    """Return the policies by ARN, and the ARNs of which one is not known."""
    known: dict[str, list[Policy]] = defaultdict(list)
    partial = set()
    for owner, text in found:
        if text == UNKNOWN:
            partial.add(owner)
        elif text:
            try:
                known[owner].append(json.loads(text))
            except ValueError:
                # What the provider makes up where nothing is set.
                partial.add(owner)
    return {owner: tuple(policies) for owner, policies in known.items()}, frozenset(partial)


def _identity(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the ARN of each role with each of its policies."""
    roles = {role.text("name"): arn(role, plan.place) for role in plan.of("aws_iam_role")}
    managed = {arn(policy, plan.place): policy.text("policy") for policy in plan.of("aws_iam_policy")}
    for policy in plan.of("aws_iam_role_policy"):
        yield roles.get(policy.text("role"), ""), policy.text("policy")
    for attached in plan.of("aws_iam_role_policy_attachment"):
        # A policy of AWS's own or of another system's is not in the plan.
        yield roles.get(attached.text("role"), ""), managed.get(attached.text("policy_arn"), UNKNOWN)


def _resource(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the ARN of each resource with each of its policies."""
    place = plan.place
    for resource in plan.of("aws_sqs_queue", "aws_sns_topic", "aws_kms_key", "aws_kms_replica_key"):
        yield arn(resource, place), resource.text("policy")
    for role in plan.of("aws_iam_role"):
        yield arn(role, place), role.text("assume_role_policy")
    for policy in plan.of("aws_s3_bucket_policy"):
        yield f"arn:aws:s3:::{policy.text('bucket')}", policy.text("policy")
    for policy in plan.of("aws_sns_topic_policy"):
        yield policy.text("arn"), policy.text("policy")
    for policy in plan.of("aws_sqs_queue_policy"):
        yield queue_arn(policy.text("queue_url")), policy.text("policy")
    for permission in plan.of("aws_lambda_permission"):
        yield _permission(permission, plan)


def queue_arn(url: str) -> str:
    """Return the ARN of a queue, UNKNOWN where its address is not known, or of a form of its own."""
    match = _QUEUE_URL.fullmatch(url)
    return f"arn:aws:sqs:{match[1]}:{match[2]}:{match[3]}" if match else UNKNOWN


def function_arn(name: str, qualifier: str, plan: Plan) -> str:
    """Return the ARN of a function that is named by its name or its ARN; an alias has policies of its own."""
    whole = (
        name if name.startswith("arn:") else f"arn:aws:lambda:{plan.place.region}:{plan.place.account}:function:{name}"
    )
    return f"{whole}:{qualifier}" if qualifier else whole


def bus_arn(name: str, plan: Plan) -> str:
    """Return the ARN of a bus that is named by its name or its ARN."""
    return (
        name if name.startswith("arn:") else f"arn:aws:events:{plan.place.region}:{plan.place.account}:event-bus/{name}"
    )


def _permission(permission: Resource, plan: Plan) -> tuple[str, str]:
    """Return the policy that Lambda makes of a permission (Lambda developer guide, "Resource-based policies", November 2026)."""
    function = function_arn(permission.text("function_name"), permission.text("qualifier"), plan)
    principal, source, account = (permission.text(key) for key in ("principal", "source_arn", "source_account"))
    if UNKNOWN in (function, principal, source, account):
        return function, UNKNOWN
    condition: dict[str, dict[str, str]] = {}
    if source:
        condition["ArnLike"] = {"aws:SourceArn": source}
    if account:
        condition["StringEquals"] = {"aws:SourceAccount": account}
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": principal} if principal.endswith(".amazonaws.com") else {"AWS": principal},
        "Action": permission.text("action"),
        "Resource": function,
        "Condition": condition,
    }
    return function, json.dumps({"Version": "2012-10-17", "Statement": [statement]})
