"""What the engine lacks: which files a local apply leaves out, what it overrides, and what a run therefore cannot prove."""

import json
import platform
import re
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.engine import Engine

# Services that the engine does not have, by the one file of a root that holds all there is of each.
LEFT_OUT: Mapping[str, str] = {
    "amplify_hosting.tf": "Amplify",
    "chatbot.tf": "AWS Chatbot",
    "codedeploy.tf": "CodeDeploy",
    "cost_anomaly.tf": "Cost Explorer",
    "dynamodb_autoscaling.tf": "Application Auto Scaling",
    "log_queries.tf": "query definitions of CloudWatch Logs",
    "provisioned_concurrency.tf": "Application Auto Scaling",
    "xray.tf": "X-Ray",
}

# What a second plan changes, since the engine does not give back to Terraform all that it was given.
NEVER_CLEAN = {
    ("aws_apigatewayv2_authorizer", "update"),
    ("aws_cloudwatch_composite_alarm", "replace"),
    ("aws_cloudwatch_metric_alarm", "update"),
    ("aws_sfn_state_machine", "update"),
}

# What a role may do on things of its own, or under a condition, and the engine cannot tell of which thing a call is, or calls the
# action by another name than IAM does (`lambda:GetAlias`, `lambda:GetEventSourceMapping` and all of Budgets).
UNATTRIBUTED = (
    "budgets:*",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DeleteDashboards",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:GetDashboard",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutDashboard",
    "cognito-idp:CreateUserPool",
    "cognito-idp:CreateUserPoolClient",
    "cognito-idp:CreateUserPoolDomain",
    "cognito-idp:DeleteUserPool",
    "cognito-idp:DeleteUserPoolClient",
    "cognito-idp:DeleteUserPoolDomain",
    "cognito-idp:SetUserPoolMfaConfig",
    "dynamodb:ListTagsOfResource",
    "events:CreateEventBus",
    "events:DeleteEventBus",
    "events:DescribeEventBus",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "lambda:CreateEventSourceMapping",
    "lambda:CreateFunction",
    "lambda:ListAliases",
    "lambda:ListEventSourceMappings",
    "sns:ListTagsForResource",
    "states:ListTagsForResource",
)


def _services() -> list[str]:
    """Return the services of the actions that the engine cannot attribute."""
    return list(dict.fromkeys(action.partition(":")[0] for action in UNATTRIBUTED))


NOT_PROVEN = (
    f"left out, since the engine lacks them: {', '.join(sorted(set(LEFT_OUT.values())))}; HTTPS subscriptions; bucket metrics",
    "not clean in a second plan, since Terraform is not given back all of it: alarms, the JWT authorizer, tracing of machines",
    "not enforced: who may call a function; policies of queues, topics and keys; roles of machines and schedules",
    "not enforced either: iam:PassRole, trust policies but the pipelines', grants of functions on their logs and traces",
    "not as on AWS: retries and dead letters of rules and of asynchronous calls; alarms, which never fire; throttling",
    f"only that the pipelines' roles may do it, not to what: {len(UNATTRIBUTED)} actions of {', '.join(_services())}",
    "another Python and another architecture than the functions' own: what packages have compiled is replaced",
    "imitated by the dev environment itself: Rekognition, Bedrock; price sites answer from a local server",
    "quotas, names taken by somebody else, regions without a service: only AWS knows them",
)

_FUNCTIONS = """
# Functions run on this machine, by the `bootstrap` that their packages were given.
resource "aws_lambda_function" "this" {{
  runtime       = "provided.al2023"
  architectures = [{architecture}]
{environment}}}
"""
_ENVIRONMENT = """
  environment {{
    variables = merge(each.value.environment, lookup(jsondecode({values}), each.key, {{}}))
  }}
"""
_SUBSCRIPTIONS = """
# The engine does not say what a subscription is called that waits to be confirmed.
resource "aws_sns_topic_subscription" "this" {
  for_each = { for key, subscription in var.subscriptions : key => subscription if subscription.protocol != "https" }
}
"""
_METRICS = """
# The engine takes the removal of a bucket's metric for that of the bucket.
resource "aws_s3_bucket_metric" "this" {
  for_each = {}
}
"""


def leave_out(root: Path) -> None:
    """Remove from a root what the engine lacks."""
    for name in LEFT_OUT:
        (root / name).unlink(missing_ok=True)


def grant_unattributed(engine: Engine, role: str) -> None:
    """Let a pipeline's role do on everything what the engine cannot tell of which thing it is; role: the ARN."""
    statement = {"Effect": "Allow", "Action": UNATTRIBUTED, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    name = role.rpartition("/")[2]
    engine.client("iam").put_role_policy(RoleName=name, PolicyName="unattributed", PolicyDocument=document)


def override(modules: Path, environments: Mapping[str, Mapping[str, str]]) -> None:
    """Write override files beside the modules' own, which stay as they are.

    environments: variables that functions get besides their own, by function.
    """
    values = _ENVIRONMENT.format(values=json.dumps(json.dumps(environments))) if environments else ""
    functions = _FUNCTIONS.format(architecture=json.dumps(platform.machine()), environment=values)
    for module in modules.iterdir():
        generated = (module / "main.tf").read_text(encoding="utf-8")
        texts = [text for text in (functions, _SUBSCRIPTIONS, _METRICS) if _resource(text) in generated]
        if texts:
            (module / "engine_override.tf").write_text("".join(texts), encoding="utf-8")


def _resource(text: str) -> str:
    """Return the resource that an override is of, as it is written."""
    found = re.search(r'resource "\w+" "\w+"', text)
    assert found
    return found.group()
