"""What the engine lacks: which files a local apply leaves out, what it overrides, and what a run therefore cannot prove."""

import json
import platform
import re
from collections.abc import Mapping
from pathlib import Path

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

# What a second plan changes, since the engine does not give back what it was given.
NEVER_CLEAN = {
    ("module.alarms.aws_cloudwatch_metric_alarm.math", "update"),
    ("module.alarms.aws_cloudwatch_metric_alarm.this", "update"),
    ("module.api_gateway_http.aws_apigatewayv2_authorizer.jwt", "update"),
    ("module.step_functions.aws_sfn_state_machine.this", "update"),
}

NOT_PROVEN = (
    f"left out, since the engine lacks them: {', '.join(sorted(set(LEFT_OUT.values())))}; HTTPS subscriptions; bucket metrics",
    "not clean in a second plan, since the engine forgets what it was told: alarms, the JWT authorizer, tracing of machines",
    "not enforced: who may call a function; policies of queues, topics and keys; roles of machines and schedules",
    "not enforced either: trust policies, iam:PassRole, grants of functions on their logs and traces",
    "not as on AWS: retries and dead letters of rules and of asynchronous calls; alarms, which never fire; throttling",
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
