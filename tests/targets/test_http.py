"""The HTTP side in Terraform: the API with its routes, the user pool, and the frontends."""

import re
from pathlib import Path, PurePosixPath

import pytest

from generator import source
from generator.pipeline import compile_source

SYSTEM = """\
version: 1
system: {name: shop, title: Shop}
environments:
  dev: {regions: [us-east-1, eu-west-1], account: "111122223333"}
functions: {orders: {handler: "handlers.orders.app:handler"}}
workflows: {order: {type: express, states: {Done: {Type: Succeed}}}}
"""
POOL = """\
auth:
  clients:
    web: {callback_urls: ["https://shop.example.com/auth"]}
    tests: {sign_in_by: [admin_password], refresh_token_validity: 90m}
"""
API = """\
api: {metrics: {refused: {statuses: [401, 403]}}}
routes:
  GET /orders: {function: orders, description: "List\\norders."}
  GET /orders/{id}: {function: orders}
  GET /healthz: {function: orders, auth: none, reason: Health check.}
"""


def rendered(*sections: str) -> dict[str, str]:
    """Return the Terraform of a shop with these sections by path; runs of blanks count as one."""
    text, problems = source.parse(SYSTEM + "".join(sections), "collectiq.yaml")
    result = compile_source(text, problems, Path())
    assert [problem.message for problem in result.diagnostics] == []
    files = result.rendered()
    return {str(path): " ".join(text.split()) for path, text in files.items() if path.suffix == ".tf"}


def api_of(files: dict[str, str], root: str = "dev") -> str:
    return files[f"terraform/envs/{root}/api_gateway_http.tf"]


def module(files: dict[str, str], name: str, file: str = "main") -> str:
    return files[str(PurePosixPath("terraform/modules") / name / f"{file}.tf")]


def test_routes_are_a_table_with_a_comment_on_each() -> None:
    assert (
        "routes = { "
        '# Open to everybody: Health check. "GET /healthz" = { integration = "orders", authorization = "NONE" } '
        '# List orders. "GET /orders" = { integration = "orders", authorization = "JWT" } '
        '"GET /orders/{id}" = { integration = "orders", authorization = "JWT" } }'
    ) in api_of(rendered(POOL, API))


def test_all_routes_of_a_function_share_one_integration_with_its_alias() -> None:
    alias = "arn:aws:lambda:us-east-1:111122223333:function:shop-dev-orders:dev"
    assert f'functions = {{ orders = "{alias}" }}' in api_of(rendered(POOL, API))


def test_tokens_are_taken_from_every_client_of_the_pool() -> None:
    assert (
        "jwt = { issuer = module.cognito_user_pool.issuer audiences = [ "
        'module.cognito_user_pool.client_ids["tests"], module.cognito_user_pool.client_ids["web"], ] }'
    ) in api_of(rendered(POOL, API))


def test_a_further_region_is_told_the_pool_as_variables() -> None:
    files = rendered(POOL, API)
    far = api_of(files, "dev-eu-west-1")
    assert 'issuer = "https://cognito-idp.us-east-1.amazonaws.com/${var.user_pool_id}"' in far
    assert 'variable "user_pool_id"' in files["terraform/envs/dev-eu-west-1/cognito_user_pool.tf"]
    assert 'module "cognito_user_pool"' not in "".join(text for path, text in files.items() if "eu-west-1" in path)


def test_statuses_are_counted_in_the_access_log() -> None:
    assert (
        'refused = { namespace = "Shop" name = "shop-dev-refused" '
        r'pattern = "{ ($.status = \"401\") || ($.status = \"403\") }" }'
    ) in api_of(rendered(POOL, API))


def test_the_module_holds_only_what_the_system_uses() -> None:
    main = module(rendered(POOL, API), "api_gateway_http")
    absent = ["cors_configuration", "aws_iam_role", '"route_settings"', "aws_apigatewayv2_domain_name", "scopes"]
    assert [word for word in absent if word in main] == []


def test_a_route_that_starts_a_workflow_has_a_role_for_that_alone() -> None:
    files = rendered("api: {auth: iam}\nroutes: {POST /orders: {workflow: workflows.order, wait: true}}\n")
    arn = "arn:aws:states:us-east-1:111122223333:stateMachine:shop-dev-order"
    assert (
        'services = { "workflows.order.wait" = { subtype = "StepFunctions-StartSyncExecution" '
        f'parameters = {{ StateMachineArn = "{arn}" Input = "$request.body" }} '
        f'action = "states:StartSyncExecution" resource_arn = "{arn}" role_name = "shop-dev-api-workflows-order-wait" }} }}'
    ) in api_of(files)
    assert "aws_apigatewayv2_authorizer" not in module(files, "api_gateway_http")


def test_an_issuer_of_another_system_takes_the_place_of_the_pool() -> None:
    jwt = "api: {jwt: {issuer: https://login.example.com/, audiences: [shop]}}\nroutes: {GET /a: {function: orders}}\n"
    assert 'jwt = { issuer = "https://login.example.com/" audiences = ["shop"] }' in api_of(rendered(jwt))


def test_each_client_says_only_what_it_uses() -> None:
    pool = rendered(POOL)["terraform/envs/dev/cognito_user_pool.tf"]
    assert (
        'tests = { name = "shop-dev-tests" '
        'explicit_auth_flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] '
        'access_token = { value = 1, unit = "hours" } id_token = { value = 1, unit = "hours" } '
        'refresh_token = { value = 90, unit = "minutes" } }'
    ) in pool
    assert 'oauth_flows = ["code"] oauth_scopes = ["openid", "email", "profile"]' in pool


@pytest.mark.parametrize(("mfa", "block"), [("off", False), ("optional", True), ("required", True)])
def test_an_authenticator_app_is_offered_where_a_second_factor_is(mfa: str, block: bool) -> None:  # noqa: FBT001
    main = module(rendered(f"auth: {{mfa: {mfa}}}\n"), "cognito_user_pool")
    assert ("software_token_mfa_configuration" in main) is block


def test_a_rendering_frontend_has_a_role_that_writes_its_log_and_nothing_else() -> None:
    files = rendered(
        "frontends: {web: {repository: https://github.com/a/b, app_root: apps/web, server_side_rendering: true, "
        "build: {build: [make], output: .next}}}\n"
    )
    call = files["terraform/envs/dev/amplify_hosting.tf"]
    assert 'platform = "WEB_COMPUTE"' in call
    assert 'applications = [ { appRoot = "apps/web"' in call
    assert 'AMPLIFY_DIFF_DEPLOY_ROOT = "apps/web"' in call
    assert ['"logs:CreateLogStream", "logs:PutLogEvents"', '"logs:DescribeLogGroups"'] == re.findall(
        r"Action = \[([^]]*)\]", module(files, "amplify_hosting")
    )
    assert "terraform/envs/dev-eu-west-1/amplify_hosting.tf" not in files


def test_a_static_frontend_needs_no_role() -> None:
    files = rendered("frontends: {web: {repository: https://github.com/a/b, domain: {name: shop.example.com}}}\n")
    assert 'platform = "WEB"' in files["terraform/envs/dev/amplify_hosting.tf"]
    assert "aws_iam_role" not in module(files, "amplify_hosting")
    assert "dns_records" in files["terraform/envs/dev/amplify_hosting.tf"]
    assert "https://${domain.domain_name}" in module(files, "amplify_hosting", "outputs")


def test_a_frontend_without_a_domain_asks_for_no_dns_records() -> None:
    files = rendered("frontends: {web: {repository: https://github.com/a/b}}\n")
    assert "dns_records" not in files["terraform/envs/dev/amplify_hosting.tf"]
    assert "dns_records" not in module(files, "amplify_hosting", "outputs")


@pytest.mark.parametrize(
    ("settings", "tier"),
    [
        ("mfa: required", "LITE"),
        ("password: {history: 5}", "ESSENTIALS"),
        ("clients: {web: {sign_in_by: [choice]}}", "ESSENTIALS"),
        ("threat_protection: audit", "PLUS"),
        ("tier: essentials", "ESSENTIALS"),
    ],
)
def test_a_pool_pays_for_no_more_than_it_uses(settings: str, tier: str) -> None:
    assert f'tier = "{tier}"' in rendered(f"auth: {{{settings}}}\n")["terraform/envs/dev/cognito_user_pool.tf"]
