"""Customer keys, each administered by the account, as AWS recommends, and used by one kind of service.

`logs` is for log groups, `notifications` for what alarms publish to, `trail` for the audit trail, and `data` for what
the spec wants encrypted so. A key for data is multi-region where the environment is, with a replica in each region.
"""

from collections.abc import Iterator
from typing import Any

from generator.hcl import JsonEncoded, Raw
from generator.model import Model, Stack
from generator.names import Names, token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.regions import alias, further

_USE = ["kms:Decrypt", "kms:GenerateDataKey*"]
_LOG_USE = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
_DATA_USE = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:CreateGrant",
    "kms:DescribeKey",
]


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in each root that has keys, and the same for replicas of keys for data."""
    keys = {stack.names.stack: _keys(model, stack) for stack in model.stacks}
    if not any(keys.values()):
        return
    yield from module(model, "kms", {"multi_region": any(replicated(model, stack) for stack in model.stacks)})
    for stack in model.stacks:
        if keys[stack.names.stack]:
            yield root_file(stack, "kms", {"keys": keys[stack.names.stack]})
    multi_region = [stack for stack in model.stacks if replicated(model, stack)]
    if multi_region:
        yield from module(model, "kms_replica", {})
    for stack in multi_region:
        yield root_file(stack, "kms_replica", {"replicas": [_replica(other) for other in further(model, stack)]})


def purposes(model: Model, stack: Stack) -> tuple[str, ...]:
    """Return what a stack's root has customer keys for: `logs`, `notifications`, `trail`, `data`."""
    return tuple(_keys(model, stack))


def replicated(model: Model, stack: Stack) -> bool:
    """Tell whether a home root makes replicas of its key for data."""
    return bool(further(model, stack) and _keeping(stack))


def _keeping(stack: Stack) -> list[str]:
    """Return the services that keep something of this region's with the key for data, whichever root makes it."""
    wanting = {
        "dynamodb": any(table.encryption == "customer" for table in stack.tables.values()),
        "s3": any(bucket.encryption == "customer" for bucket in stack.buckets.values()),
        "secretsmanager": any(secret.encryption == "customer" for secret in stack.secrets.values()),
    }
    return [service for service, wanted in wanting.items() if wanted]


def _passing(stack: Stack) -> list[str]:
    """Return the services that pass messages on with the key for data."""
    wanting = {
        "sns": any(topic.customer_key for topic in stack.topics.values()),
        "sqs": any(queue.customer_key for queue in stack.queues.values()),
    }
    return [service for service, wanted in wanting.items() if wanted]


def _keys(model: Model, stack: Stack) -> dict[str, Any]:
    keys = {}
    if groups := _log_groups(stack):
        keys["logs"] = _key(stack, "logs", "Log groups.", _logs_policy(stack.names, groups))
    if stack.notifications:
        keys["notifications"] = _key(stack, "notifications", "Topics that alarms publish to.", _publish(stack.names))
    if stack.home and stack.environment.audit_trail:
        keys["trail"] = _key(stack, "trail", "The audit trail.", _trail_policy(stack.names))
    services = [*(_keeping(stack) if stack.home else ()), *_passing(stack)]
    if services:
        policy = [_users(stack.names, services), *_senders(stack)]
        keys["data"] = _key(stack, "data", "What the spec wants encrypted with a key of this system.", policy)
        keys["data"] |= {"multi_region": True} if replicated(model, stack) else {}
    return keys


def _key(stack: Stack, key: str, description: str, statements: list[dict[str, Any]]) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": [_administration(stack.names), *statements]}
    return {"alias": stack.names.key_alias(key), "description": description, "policy": JsonEncoded(document)}


def _administration(names: Names) -> dict[str, Any]:
    principal = {"AWS": f"arn:aws:iam::{names.account}:root"}
    return {"Sid": "Administration", "Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}


def _service(services: str | list[str], actions: list[str], condition: dict[str, Any]) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": {"Service": services}, "Action": actions, "Resource": "*"}
    return statement | ({"Condition": condition} if condition else {})


def _log_groups(stack: Stack) -> list[str]:
    """Return the names of this stack's log groups; those that follow its naming are one pattern each."""
    names = stack.names
    groups = {
        names.function_log_group(names.resource("*")): [function.log_group for function in stack.functions.values()],
        names.workflow_log_group(names.resource("*")): [workflow.log_group for workflow in stack.workflows.values()],
        "": [stack.api.log_group] if stack.api else [],
    }
    if stack.home and stack.environment.audit_trail and stack.environment.audit_trail.log_group:
        groups[""].append(names.trail_log_group)
    if stack.home and any(frontend.server_side_rendering for frontend in stack.frontends.values()):
        groups[""].append("/aws/amplify/*")  # Amplify names an application's group by its id.
    found = {
        pattern if pattern and group.startswith(pattern[:-1]) else group
        for pattern, some in groups.items()
        for group in some
    }
    return sorted(found)


def _logs_policy(names: Names, groups: list[str]) -> list[dict[str, Any]]:
    arns = [names.arn("logs", f"log-group:{group}") for group in groups]
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arns}}
    return [_service(f"logs.{names.region}.amazonaws.com", _LOG_USE, condition)]


def _publish(names: Names) -> list[dict[str, Any]]:
    services = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "costalerts.amazonaws.com"]
    return [_service(services, _USE, {"StringEquals": {"aws:SourceAccount": names.account}})]


def _trail_policy(names: Names) -> list[dict[str, Any]]:
    source = {"StringEquals": {"aws:SourceArn": names.trail_arn}}
    context = {
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{names.account}:trail/*"}
    }
    return [
        _service("cloudtrail.amazonaws.com", ["kms:GenerateDataKey*"], source | context),
        _service("cloudtrail.amazonaws.com", ["kms:DescribeKey"], source),
    ]


def _users(names: Names, services: list[str]) -> dict[str, Any]:
    """Return who may use the key for data: whoever may use the data, through its service, as with AWS's own keys."""
    through = [f"{service}.{names.region}.amazonaws.com" for service in services]
    return {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": _DATA_USE,
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:CallerAccount": names.account, "kms:ViaService": through}},
    }


def _senders(stack: Stack) -> list[dict[str, Any]]:
    """Return which services use the key for data as themselves: topics that feed queues, and rules of buses."""
    statements = []
    if any(queue.customer_key for queue in stack.queues.values()):
        own = {"StringEquals": {"aws:SourceAccount": stack.names.account}}
        statements.append(_service("sns.amazonaws.com", _USE, own))
    if _rules_use_the_key(stack):
        # EventBridge names no source to KMS, so that a condition on one would refuse it.
        statements.append(_service("events.amazonaws.com", _USE, {}))
    return statements


def _rules_use_the_key(stack: Stack) -> bool:
    """Tell whether a rule delivers, or gives up, to a queue or a topic that the key for data encrypts."""
    encrypted = {queue.thing.path for queue in stack.queues.values() if queue.customer_key}
    encrypted |= {topic.thing.path for topic in stack.topics.values() if topic.customer_key}
    rules = [rule for bus in stack.buses.values() for rule in bus.rules.values()]
    return any(to.path in encrypted for rule in rules for to in (*rule.targets, rule.dead_letter) if to)


def _replica(stack: Stack) -> dict[str, Any]:
    names = stack.names
    suffix = alias(names.region)
    document = {"Version": "2012-10-17", "Statement": [_administration(names), _users(names, _keeping(stack))]}
    return {
        "module": f"kms_{suffix}",
        "region": Raw(names.region),
        "provider": Raw(f"aws.{suffix}"),
        "keys": {
            "data": {
                "alias": names.key_alias("data-replica"),
                "primary_key_arn": token("keys.data"),
                "policy": JsonEncoded(document),
            }
        },
    }
