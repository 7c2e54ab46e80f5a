"""A part of the starter's system as `terraform show -json` tells a plan of it: one route and its function."""

import json
from typing import Any

ACCOUNT = "123456789012"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:todos-dev-healthz"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/todos-dev-fn-healthz"
ROUTE = 'module.api_gateway_http.aws_apigatewayv2_route.this["GET /healthz"]'
PERMISSION = 'module.lambda_fn.aws_lambda_permission.this["GET /healthz"]'
POLICY = 'module.lambda_fn.aws_iam_role_policy.this["healthz"]'


def statement(action: list[str], resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


TRUST = policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}})
LOG = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/lambda/todos-dev-healthz:*"

RESOURCES: dict[str, dict[str, Any]] = {
    "module.api_gateway_http.aws_apigatewayv2_api.this": {
        "id": "abc",
        "execution_arn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc",
    },
    'module.api_gateway_http.aws_apigatewayv2_integration.function["healthz"]': {
        "id": "def",
        "integration_uri": f"{FUNCTION}:dev",
    },
    ROUTE: {"api_id": "abc", "route_key": "GET /healthz", "target": "integrations/def"},
    PERMISSION: {
        "action": "lambda:InvokeFunction",
        "function_name": "todos-dev-healthz",
        "qualifier": "dev",
        "principal": "apigateway.amazonaws.com",
        "source_arn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc/*/GET/healthz",
    },
    'module.lambda_fn.aws_lambda_function.this["healthz"]': {"function_name": "todos-dev-healthz", "role": ROLE},
    'module.lambda_fn.aws_lambda_alias.this["healthz"]': {"function_name": "todos-dev-healthz", "name": "dev"},
    'module.lambda_fn.aws_iam_role.this["healthz"]': {"name": "todos-dev-fn-healthz", "assume_role_policy": TRUST},
    POLICY: {
        "role": "todos-dev-fn-healthz",
        "policy": policy(statement(["logs:CreateLogStream", "logs:PutLogEvents"], LOG)),
    },
}


def plan(*without: str, unknown: dict[str, dict[str, Any]] | None = None) -> str:
    """Return the plan. without: addresses that it lacks. unknown: by address, what only the apply tells."""
    later = unknown or {}
    changes = [
        {
            "address": address,
            "mode": "managed",
            "type": address.split(".")[2],
            "change": {
                "actions": ["create"],
                "after": {key: value for key, value in values.items() if key not in later.get(address, {})},
                "after_unknown": later.get(address, {}),
            },
        }
        for address, values in RESOURCES.items()
        if address not in without
    ]
    provider = {"expressions": {"region": {"constant_value": "us-east-1"}, "allowed_account_ids": {}}}
    return json.dumps({
        "resource_changes": changes,
        "variables": {"account_id": {"value": ACCOUNT}},
        "configuration": {"provider_config": {"aws": provider}},
    })  # fmt: skip
