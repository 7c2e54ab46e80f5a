"""What IAM knows of resources: which ARNs a grant on a declared thing means."""

import re

from generator.scope import Thing, section_of

__all__ = ["delivery_action", "is_on_bucket", "resource_arns", "section_of"]

# S3 actions on the bucket itself; all others are on its objects.
_BUCKET_ACTION = re.compile(
    r"s3:(ListBucket\w*|(Get|Put|Delete|Create)Bucket\w*|(Get|Put)"
    r"(Accelerate|Analytics|Encryption|IntelligentTiering|Inventory|Lifecycle|Metrics|Replication)Configuration)"
)
_STREAM_ACTIONS = frozenset({"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"})
_MACHINE_ACTIONS = frozenset({
    "states:StartExecution",
    "states:StartSyncExecution",
    "states:DescribeStateMachine",
    "states:ListExecutions",
})  # fmt: skip

# What delivers a message to each kind of destination.
_DELIVERY = {
    "queues": "sqs:SendMessage",
    "topics": "sns:Publish",
    "buses": "events:PutEvents",
    "functions": "lambda:InvokeFunction",
}


def delivery_action(thing: Thing) -> str:
    """Return the action that sends a message to a queue, topic, bus or function."""
    return _DELIVERY[section_of(thing)]


def resource_arns(thing: Thing, actions: tuple[str, ...], path: str) -> tuple[str, ...]:
    """Return the ARNs that these actions on this thing need, exact as far as AWS allows."""
    match section_of(thing):
        case "buckets":
            return _bucket_arns(thing, actions, path)
        case "tables":
            return _split(actions, _STREAM_ACTIONS, f"{thing.arn}/stream/*", thing.arn)
        case "workflows":
            executions = thing.arn.replace(":stateMachine:", ":execution:")
            return _split(actions, _MACHINE_ACTIONS, thing.arn, f"{executions}:*")
        case "api":
            return (f"{thing.arn}/$default/{path or '*'}",)
        case "apis":
            return (f"{thing.arn}/*/{path or '*'}",)
        case _:
            return (thing.arn,)


def is_on_bucket(action: str) -> bool:
    """Tell whether an S3 action is on the bucket itself, not on its objects."""
    return _BUCKET_ACTION.fullmatch(action) is not None


def _bucket_arns(thing: Thing, actions: tuple[str, ...], path: str) -> tuple[str, ...]:
    on_bucket = frozenset(filter(is_on_bucket, actions))
    objects = f"{thing.arn}/{path or '*'}"
    if any("*" in action for action in actions):
        return (thing.arn, objects)
    return _split(actions, on_bucket, thing.arn, objects)


def _split(actions: tuple[str, ...], first: frozenset[str], arn: str, other: str) -> tuple[str, ...]:
    """Return one ARN where some of the actions are among the first, the other where some are not."""
    needs_first, needs_other = bool(first.intersection(actions)), not first.issuperset(actions)
    return (arn,) * needs_first + (other,) * needs_other
