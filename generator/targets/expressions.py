"""What a run-time value's token is in the Terraform of an environment's root."""

import re
from collections.abc import Mapping

# Fixed tokens; those that name a thing follow the patterns below.
_FIXED: Mapping[str, str] = {
    "account": "var.account_id",
    "api.id": "module.api_gateway_http.api_id",
    "api.url": "module.api_gateway_http.api_endpoint",
    "api.execution_arn": "module.api_gateway_http.execution_arn",
    "auth.id": "module.cognito_user_pool.user_pool_id",
    "auth.arn": "module.cognito_user_pool.user_pool_arn",
    "auth.domain": "module.cognito_user_pool.hosted_ui_domain",
    "auth.issuer": "module.cognito_user_pool.issuer",
    "auth.jwks_url": "module.cognito_user_pool.jwks_url",
}


def templatefile_name(token: str) -> str:
    """Return the `templatefile` variable of a token that stands in a JSON document."""
    return "account_id" if token == "account" else re.sub(r"\W", "_", token)


def expression(token: str) -> str:
    """Return the Terraform expression of a token made by `names.token`."""
    if token in _FIXED:
        return _FIXED[token]
    if token.startswith("terraform:"):
        return token.removeprefix("terraform:")
    match token.split("."):
        case ["variables", name]:
            return f"var.{name}"
        case ["auth", "clients", client, "id"]:
            return f'module.cognito_user_pool.client_ids["{client}"]'
        case ["frontends", frontend, attribute]:
            return f'module.amplify_hosting.{attribute}s["{frontend}"]'
        case ["secrets", secret, "arn"]:
            return f'module.ssm_secrets.secret_arns["{secret}"]'
        case ["tables", table, "stream_arn"]:
            return f'local.table_stream_arns["{table}"]'
        case ["replica_keys", region, key]:
            return f'module.kms_{region.replace("-", "_")}.key_arns["{key}"]'
        case ["keys", key]:
            return f'module.kms.key_arns["{key}"]'
        case ["imports", name]:
            return f"data.aws_ssm_parameter.{name}.insecure_value"
        case _:
            raise ValueError(f"no expression for the token {token}")
