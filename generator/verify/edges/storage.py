"""What roles need to use what is kept with a customer key, and S3 to replicate buckets."""

from collections.abc import Iterator, Mapping, Sequence

from generator.iam_evaluate import PolicyError, Request, decide
from generator.verify.need import Need, System, by_role, described, key_use, own_key, service_of
from generator.verify.plan import Resource

# What a use of the data makes its service ask of the key (KMS developer guide, "How AWS services use AWS KMS", November 2026).
_TABLE_USE = dict.fromkeys(
    ("dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"), ("kms:Decrypt",)
)
_OBJECT_USE = {"s3:GetObject": ("kms:Decrypt",), "s3:PutObject": ("kms:GenerateDataKey",)}
_SECRET_USE = {"secretsmanager:GetSecretValue": ("kms:Decrypt",)}

# S3 user guide, "Setting up permissions for live replication" (November 2026).
_REPLICATED = ("s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging")
_REPLICA = ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")


def tables(system: System) -> Iterator[Need]:
    """Yield what roles need of the keys of the tables that they may use."""
    for table in system.plan.of("aws_dynamodb_table"):
        for index in table.blocks("server_side_encryption"):
            key = own_key(system, table.text("server_side_encryption", index, "kms_key_arn"))
            yield from _users(system, table, key, system.arn(table), _TABLE_USE)


def buckets(system: System) -> Iterator[Need]:
    """Yield what roles need of the keys of the buckets whose objects they may use."""
    for rule in system.plan.of("aws_s3_bucket_server_side_encryption_configuration"):
        named = rule.text("rule", 0, "apply_server_side_encryption_by_default", 0, "kms_master_key_id")
        yield from _users(system, rule, own_key(system, named), f"arn:aws:s3:::{rule.text('bucket')}/one", _OBJECT_USE)


def secrets(system: System) -> Iterator[Need]:
    """Yield what roles need of the keys of the secrets that they may read."""
    for secret in system.plan.of("aws_secretsmanager_secret"):
        yield from _users(system, secret, own_key(system, secret.text("kms_key_id")), system.arn(secret), _SECRET_USE)


def _users(system: System, kept: Resource, key: str, arn: str, uses: Mapping[str, Sequence[str]]) -> Iterator[Need]:
    """Yield, for each role that may use what is kept, what that asks of the key."""
    for role in system.plan.of("aws_iam_role") if key else ():
        own = system.arn(role)
        allowed = [use for use in uses if _may(system, own, Request(use, arn))]
        edge = by_role(system, kept, f'role "{role.text("name")}" uses {described(kept)}', own)
        actions = tuple(dict.fromkeys(action for use in allowed for action in uses[use]))
        yield from key_use(system, edge, key, service_of(arn), actions)


def _may(system: System, role: str, request: Request) -> bool:
    try:
        return decide(request, identity=system.policies.identity.get(role, ())).allowed
    except PolicyError:
        return False  # what the role itself needs says so


def replication(system: System) -> Iterator[Need]:
    """Yield what S3 needs, by the role that it is given, to copy what a bucket holds into others."""
    for configuration in system.plan.of("aws_s3_bucket_replication_configuration"):
        source = f"arn:aws:s3:::{configuration.text('bucket')}"
        edge = by_role(system, configuration, f"{described(configuration)} copies", configuration.text("role"))
        yield from (edge.needs(action, source) for action in ("s3:GetReplicationConfiguration", "s3:ListBucket"))
        yield from (edge.needs(action, f"{source}/one") for action in _REPLICATED)
        for index in configuration.blocks("rule"):
            destination = configuration.text("rule", index, "destination", 0, "bucket")
            yield from (edge.needs(action, f"{destination}/one") for action in _REPLICA)
