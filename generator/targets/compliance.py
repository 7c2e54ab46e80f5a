"""Rules that a plan is held against, for terraform-compliance: what the spec promises, in sentences.

The Terraform is generated from the same spec, so they hold for it. They are for what comes later: somebody's own
Terraform files, a newer provider, a hand that edits the output.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.facts import Fact
from generator.hcl import Raw
from generator.model import Model, Stack
from generator.targets.file import File

FOLDER = PurePosixPath("compliance")
_MFA = {"optional": "OPTIONAL", "required": "ON"}
_UNSAFE = re.compile(r"[^A-Za-z0-9 /_-]")
_CLOSED = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


class Scenario(Fact):
    """One rule. about: the type of resource. steps: what has to hold, each with its first word."""

    title: str
    about: str
    steps: tuple[str, ...]


def files(model: Model) -> Iterator[File]:
    """Yield the rules of each root."""
    for stack in model.stacks:
        title = f"What holds in {stack.names.stack}, whatever changes"
        view = {
            "title": Raw(title),
            "scenarios": [
                {"title": Raw(one.title), "steps": [Raw(f"Given I have {one.about} defined"), *map(Raw, one.steps)]}
                for one in scenarios(stack)
            ],
        }
        yield File(FOLDER / stack.names.stack / "design.feature", "compliance/design.feature.j2", view)


def scenarios(stack: Stack) -> Iterator[Scenario]:
    """Yield the rules that hold in a stack."""
    yield Scenario(
        "What costs money bears the tag that tells whose it is",
        "resource that supports tags",
        ("Then it must have tags", "And it must have Service"),
    )
    yield Scenario(
        "No secret's value stands in the Terraform", "aws_secretsmanager_secret_version", ("Then it must fail",)
    )
    yield from _compute(stack)
    yield from _data(stack)
    if stack.queues:
        # A queue that has a key of its own says so instead.
        yield Scenario(
            "Every queue is encrypted",
            "aws_sqs_queue",
            (
                "When its sqs_managed_sse_enabled is not true",
                "Then it must have kms_master_key_id",
                "And its value must not be null",
            ),
        )
    if stack.api:
        yield _closed_routes(stack)
    if stack.auth and stack.home:
        yield from _sign_in(stack)


def _compute(stack: Stack) -> Iterator[Scenario]:
    if not stack.functions:
        return
    yield Scenario(
        "No role may do everything",
        "aws_iam_role_policy",
        (
            # One that names a value which AWS makes is not known yet.
            "When it has policy",
            "Then it must have policy",
            "And it must have Statement",
            "And it must have Action",
            'And its value must not match the "^\\*$" regex',
        ),
    )
    yield _of("Every log ends some day", "aws_cloudwatch_log_group", "retention_in_days", "must be greater than 0")
    if all(function.tracing for function in stack.functions.values()):
        yield _of("Every function is traced", "aws_lambda_function", "tracing_config", "mode", "must be Active")


def _data(stack: Stack) -> Iterator[Scenario]:
    if stack.buckets or (stack.home and stack.environment.audit_trail):
        for setting in _CLOSED:
            title = f"Every bucket is closed to the public: {setting}"
            yield _of(title, "aws_s3_bucket_public_access_block", setting, "must be true")
        about = "aws_s3_bucket_server_side_encryption_configuration"
        algorithm = ("rule", "apply_server_side_encryption_by_default", "sse_algorithm")
        yield _of("Every bucket is encrypted", about, *algorithm, 'must match the "^(AES256|aws:kms)$" regex')
    if not (stack.home and stack.tables):
        return
    if all(table.recovery_days is not None for table in stack.tables.values()):
        recovery = ("point_in_time_recovery", "enabled")
        yield _of("Every table can be restored to any moment", "aws_dynamodb_table", *recovery, "must be true")
    if all(table.deletion_protection for table in stack.tables.values()):
        title = "No table is deleted by mistake"
        yield _of(title, "aws_dynamodb_table", "deletion_protection_enabled", "must be true")


def _closed_routes(stack: Stack) -> Scenario:
    """Return the rule that only the spec's open routes are open."""
    steps: tuple[str, ...] = ("Then it must have authorization_type", "And its value must not be NONE")
    opened = [_UNSAFE.sub(".", route.key) for route in stack.routes.values() if route.auth == "none"]
    if opened:
        steps = (f'When its route_key is not "^({"|".join(opened)})$" regex', *steps)
    return Scenario("Only routes whose reason the spec tells are open to everybody", "aws_apigatewayv2_route", steps)


def _sign_in(stack: Stack) -> Iterator[Scenario]:
    assert stack.auth is not None, "the caller has looked"
    least = stack.auth.password["minimum_length"] - 1
    length = ("password_policy", "minimum_length")
    yield _of("Passwords are long enough", "aws_cognito_user_pool", *length, f"must be greater than {least}")
    if mfa := _MFA.get(stack.auth.mfa):
        title = f"A second factor is {stack.auth.mfa}"
        yield _of(title, "aws_cognito_user_pool", "mfa_configuration", f"must be {mfa}")


def _of(title: str, about: str, *words: str) -> Scenario:
    """Return a rule about a value. words: the way to it, and last what must hold of it."""
    *path, must = words
    first, *further = path
    steps = [f"Then it must have {first}", *(f"And it must have {name}" for name in further), f"And its value {must}"]
    return Scenario(title, about, tuple(steps))
