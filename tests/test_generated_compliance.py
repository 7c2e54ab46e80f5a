"""The rules for terraform-compliance: what is generated keeps them, and a planted violation of each is found."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import compile_spec
from generator.targets.compliance import scenarios
from generator.verify import plan as planning
from tests.conftest import PLANNING
from tests.plans import document
from tests.tools import ROOT

Rules = Callable[[Path, Mapping[str, Any]], set[str]]
Values = dict[str, Any]

pytestmark = pytest.mark.slow

EVERYTHING = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
PLAIN = [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "none"}]}]

# A rule's title, or its beginning -> the type of resource that breaks it, and how.
VIOLATIONS: Mapping[str, tuple[str, Values]] = {
    "What costs money": ("aws_lambda_function", {"tags": {"Feature": "x"}}),
    "No secret's value": ("aws_secretsmanager_secret_version", {"secret_string": "hush"}),
    "No role may do": ("aws_iam_role_policy", {"policy": EVERYTHING}),
    "Every log ends": ("aws_cloudwatch_log_group", {"retention_in_days": 0}),
    "Every function is traced": ("aws_lambda_function", {"tracing_config": [{"mode": "PassThrough"}]}),
    "Every bucket is closed to the public: block_public_acls": ("aws_s3_bucket_public_access_block", {"block_public_acls": False}),
    "Every bucket is closed to the public: block_public_policy": ("aws_s3_bucket_public_access_block", {"block_public_policy": False}),
    "Every bucket is closed to the public: ignore_public_acls": ("aws_s3_bucket_public_access_block", {"ignore_public_acls": False}),
    "Every bucket is closed to the public: restrict_public_buckets": ("aws_s3_bucket_public_access_block", {"restrict_public_buckets": False}),
    "Every bucket is encrypted": ("aws_s3_bucket_server_side_encryption_configuration", {"rule": PLAIN}),
    "Every table can be restored": ("aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": False}]}),
    "No table is deleted": ("aws_dynamodb_table", {"deletion_protection_enabled": False}),
    "Every queue is encrypted": ("aws_sqs_queue", {"sqs_managed_sse_enabled": False, "kms_master_key_id": None}),
    "Only routes": ("aws_apigatewayv2_route", {"authorization_type": "NONE", "route_key": "GET /everything"}),
    "Passwords": ("aws_cognito_user_pool", {"password_policy": [{"minimum_length": 6}]}),
    "A second factor": ("aws_cognito_user_pool", {"mfa_configuration": "OFF"}),
}  # fmt: skip


def titles(environment: str) -> set[str]:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    [stack] = [stack for stack in model.stacks if stack.names.environment == environment]
    return {scenario.title for scenario in scenarios(stack)}


def spoilt(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan with one more resource of each type that a rule is about, which breaks it."""
    planted = [
        {
            "address": f"{kind}.planted{number}",
            "mode": "managed",
            "type": kind,
            "name": f"planted{number}",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": {**_like(plan, kind), **values},
        }
        for number, (kind, values) in enumerate(VIOLATIONS.values())
    ]
    root = plan["planned_values"]["root_module"]
    changes = [
        {**{key: one[key] for key in one if key != "values"}, "change": {"actions": ["create"], "after": one["values"]}}
        for one in planted
    ]
    return {
        **plan,
        "planned_values": {"root_module": {"resources": [*root["resources"], *planted]}},
        "resource_changes": [*plan["resource_changes"], *changes],
    }


def _like(plan: Mapping[str, Any], kind: str) -> Values:
    """Return what a resource of a type says in a plan; nothing where there is none."""
    found = (one["values"] for one in plan["planned_values"]["root_module"]["resources"] if one["type"] == kind)
    return dict(next(found, {}))


@pytest.mark.terraform
@pytest.mark.xdist_group(PLANNING)
@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_what_is_generated_keeps_the_rules_and_a_violation_of_each_is_found(
    environment: str, generated: Path, planned_root: Callable[[str, str], planning.Plan], compliance: Rules
) -> None:
    plan = document(planned_root("reference", environment))
    folder = generated / "compliance" / environment
    assert set() == compliance(folder, plan)
    assert titles(environment) == compliance(folder, spoilt(plan))


def test_a_violation_of_every_rule_is_planted() -> None:
    every = titles("dev") | titles("prod")
    assert set() == {title for title in every if not title.startswith(tuple(VIOLATIONS))}
