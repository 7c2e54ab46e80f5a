"""What AWS's services need to keep logs, the audit trail among them, and to take the roles that they are given."""

from collections.abc import Iterator

from generator.iam_evaluate import Principal, PrincipalKind, Request
from generator.verify.need import Need, System, by_role, by_service, described, trusted
from generator.verify.plan import Resource

# CloudWatch Logs user guide, "Encrypt log data using AWS KMS" (November 2026).
_KEEPING = (
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:GenerateDataKey",
    "kms:DescribeKey",
)

# Whose roles are given by name, and in which argument.
_ROLES = (
    ("aws_amplify_app", "iam_service_role_arn", "amplify.amazonaws.com"),
    ("aws_chatbot_slack_channel_configuration", "iam_role_arn", "chatbot.amazonaws.com"),
    ("aws_codedeploy_deployment_group", "service_role_arn", "codedeploy.amazonaws.com"),
    ("aws_s3_bucket_replication_configuration", "role", "s3.amazonaws.com"),
)  # fmt: skip


def groups(system: System) -> Iterator[Need]:
    """Yield what CloudWatch Logs needs of the keys that encrypt log groups."""
    region = system.plan.place.region
    for group in system.plan.of("aws_cloudwatch_log_group"):
        if key := group.text("kms_key_id"):
            context = {"kms:EncryptionContext:aws:logs:arn": system.arn(group)}
            sender = Principal(PrincipalKind.SERVICE, f"logs.{region}.amazonaws.com")
            for action in _KEEPING:
                yield Need(group.address, f"{described(group)} is encrypted", Request(action, key, context, sender))


def trails(system: System) -> Iterator[Need]:
    """Yield what CloudTrail needs: of its bucket, and of its key (CloudTrail user guide, November 2026)."""
    for trail in system.plan.of("aws_cloudtrail"):
        edge = by_service(
            system, trail, f"{described(trail)} keeps what it records", "cloudtrail.amazonaws.com", system.arn(trail)
        )
        bucket, account = f"arn:aws:s3:::{trail.text('s3_bucket_name')}", system.plan.place.account
        yield edge.needs("s3:GetBucketAcl", bucket)
        yield edge.needs(
            "s3:PutObject", f"{bucket}/AWSLogs/{account}/one", {"s3:x-amz-acl": "bucket-owner-full-control"}
        )
        if key := trail.text("kms_key_id"):
            context = {"kms:EncryptionContext:aws:cloudtrail:arn": system.arn(trail)}
            yield edge.needs("kms:GenerateDataKey", key, context)
            yield edge.needs("kms:DescribeKey", key)
        yield from _trail_log(system, trail)


def _trail_log(system: System, trail: Resource) -> Iterator[Need]:
    """Yield what it takes to copy what a trail records into a log group."""
    if role := trail.text("cloud_watch_logs_role_arn"):
        yield trusted(system, trail, role, "cloudtrail.amazonaws.com", {"aws:SourceArn": system.arn(trail)})
        edge = by_role(system, trail, f"{described(trail)} writes its log", role)
        stream = f"{trail.text('cloud_watch_logs_group_arn').removesuffix(':*')}:log-stream:one"
        yield from (edge.needs(action, stream) for action in ("logs:CreateLogStream", "logs:PutLogEvents"))


def access(system: System) -> Iterator[Need]:
    """Yield what S3 needs to write the access logs of buckets into another."""
    for logging in system.plan.of("aws_s3_bucket_logging"):
        source = f"arn:aws:s3:::{logging.text('bucket')}"
        words = f"bucket {logging.text('bucket')} writes its access log"
        edge = by_service(system, logging, words, "logging.s3.amazonaws.com", source)
        yield edge.needs(
            "s3:PutObject", f"arn:aws:s3:::{logging.text('target_bucket')}/{logging.text('target_prefix')}one"
        )


def roles(system: System) -> Iterator[Need]:
    """Yield that services can take the roles that they are given; some name themselves as the source, each in its way."""
    for resource_type, argument, service in _ROLES:
        for resource in system.plan.of(resource_type):
            if role := resource.text(argument):
                context = {"aws:SourceArn": _source(system, resource)}
                yield trusted(system, resource, role, service, context)


def _source(system: System, resource: Resource) -> str:
    place = system.plan.place
    match resource.type:
        case "aws_amplify_app":
            return f"{system.arn(resource)}/branches/one"
        case "aws_chatbot_slack_channel_configuration":
            name = resource.text("configuration_name")
            return f"arn:aws:chatbot::{place.account}:chat-configuration/slack-channel/{name}"
        case "aws_s3_bucket_replication_configuration":
            return f"arn:aws:s3:::{resource.text('bucket')}"
        case _:
            return system.arn(resource)
