"""The Terraform of functions: the table of all, who may call them, what they read, how they are deployed."""

from pathlib import Path, PurePosixPath

import pytest

from generator import source
from generator.pipeline import compile_source
from tests import specs

SYSTEM = """\
version: 1
system: {name: shop, title: Shop}
environments:
  dev:
    regions: [eu-west-1]
    account: "111122223333"
    mocks: [comprehend]
  prod:
    regions: [eu-west-1]
    set:
      functions:
        take: {deployment: {strategy: canary, percent: 10, minutes: 5}}
        rate: {deployment: {strategy: linear, percent: 25, minutes: 2, rollback_above_percent: 1.5}}
        list: {provisioned_concurrency: {minimum: 1, maximum: 8}}
api: {auth: iam}
routes:
  POST /orders: {function: take, auth: none, reason: a test}
  ANY /orders/{id}/{rest+}: {function: list, auth: none, reason: a test}
  $default: {function: list, auth: none, reason: a test}
queues: {jobs: {}, dead: {}}
topics: {alerts: {subscriptions: [{function: functions.rate}]}}
schemas: {Taken: {kind: event, bus: buses.shop, schema: {type: object}}}
buses:
  shop: {rules: {taken: {events: [Taken], targets: [functions.rate], dead_letter: queues.dead}}}
functions:
  take:
    description: "Takes orders ${x}."
    handler: handlers.take.app:handler
    grants: [{allow: [comprehend:DetectSentiment], resource: "*"}]
    triggers: [{topic: topics.alerts}]
  list: {description: Lists orders., handler: index.handler, runtime: nodejs22.x}
  rate:
    description: Rates orders.
    handler: handlers.rate.app:handler
    triggers: [{queue: queues.jobs, concurrency: 2, filter: {body: {kind: [new]}}}]
    on_failure: {queue: queues.dead, retries: 1, max_age: 1h}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    text, problems = source.parse(SYSTEM, "collectiq.yaml")
    compiled = compile_source(text, problems, Path())
    assert compiled.model, compiled.diagnostics
    below = PurePosixPath("terraform")
    return {str(path.relative_to(below)): text for path, text in compiled.rendered().items() if below in path.parents}


def test_an_entry_is_what_the_function_is(files: dict[str, str]) -> None:
    assert """\
    # Lists orders.
    list = {
      name               = "shop-dev-list"
      role_name          = "shop-dev-fn-list"
      description        = "Lists orders."
      package            = "list"
      handler            = "index.handler"
      runtime            = "nodejs22.x"
      architecture       = "arm64"
      memory_mb          = 128
      timeout_s          = 3
      log_retention_days = 30
      feature            = "shop"
      environment = {
        MOCKS = "comprehend"
      }
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect = "Allow"
            Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
            Resource = [
              "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/shop-dev-list:*",
            ]
          },

          # AWS accepts only * for these actions
          {
            Effect   = "Allow"
            Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
            Resource = ["*"]
          },
        ]
      })
    }
""" in files["envs/dev/lambda_fn.tf"]


CALLERS = {
    '"POST /orders"': "/*/POST/orders",
    '"ANY /orders/{id}/{rest+}"': "/*/*/orders/*/*",
    '"$default"': "/*/$default",
    '"shop.taken rate"': "arn:aws:events:eu-west-1:111122223333:rule/shop-dev-shop/shop-dev-shop-taken",
    '"alerts rate"': "arn:aws:sns:eu-west-1:111122223333:shop-dev-alerts",
    '"alerts take"': "arn:aws:sns:eu-west-1:111122223333:shop-dev-alerts",
}


def test_each_caller_has_a_permission_of_its_own(files: dict[str, str]) -> None:
    permissions = files["envs/dev/lambda_fn.tf"].partition("  permissions = {\n")[2].partition("\n  }\n")[0]
    sources = {
        entry.split(" = {")[0].strip(): entry.partition('source_arn = "')[2].partition('"')[0].rpartition("}")[2]
        for entry in permissions.split("    }\n")
        if entry.strip("} \n")
    }
    assert sources == CALLERS


def test_an_alias_that_codedeploy_moves_is_left_to_it(files: dict[str, str]) -> None:
    module = files["modules/lambda_fn/main.tf"]
    assert "ignore_changes = [function_version, routing_config]" in module
    assert [files[f"envs/{name}/lambda_fn.tf"].count("shifted ") for name in ("dev", "prod")] == [0, 2]
    assert "envs/dev/codedeploy.tf" not in files


@pytest.mark.parametrize("others", ["{deployment: {strategy: canary}}", "{}"], ids=["all shift", "some shift"])
def test_an_alias_is_kept_whether_or_not_functions_are_left_that_nobody_shifts(others: str) -> None:
    take = "handler: handlers.take.app:handler, deployment: {strategy: canary}"
    spec = f"version: 1\nsystem: {{name: shop}}\nenvironments: {{prod: {{regions: [eu-west-1]}}}}\ndefaults: {{functions: {others}}}\n"
    spec += f"functions: {{take: {{{take}}}, give: {{handler: handlers.give.app:handler}}}}\n"
    moves = specs.terraform(spec)["envs/prod/lambda_aliases.tf"]
    kept = 'from = module.lambda_fn.aws_lambda_alias.this["take"]\n  to   = module.lambda_fn.aws_lambda_alias.shifted["take"]'
    assert (True, 2) == (kept in moves, moves.count("moved {"))


def test_a_shift_that_codedeploy_has_ready_is_used(files: dict[str, str]) -> None:
    call = files["envs/prod/codedeploy.tf"]
    assert 'deployment_config      = "CodeDeployDefault.LambdaCanary10Percent5Minutes"' in call
    assert 'deployment_config      = "shop-prod-linear-25-percent-2-minutes"' in call
    assert "rollback_above_percent = 1.5\n      window_s               = 120\n" in call


def test_a_deployment_turns_back_on_all_calls_and_on_those_of_the_new_version_alone(files: dict[str, str]) -> None:
    call, module = files["envs/prod/codedeploy.tf"], files["modules/codedeploy/main.tf"]
    assert "versions    = module.lambda_fn.versions\n" in call
    assert 'new_version_alarm_name = "shop-prod-take-rollback-new-version"' in call
    assert "version = { ExecutedVersion = var.versions[key] }" in module
    assert (
        """\
    alarms = [
      aws_cloudwatch_metric_alarm.rollback["${each.key} alias"].alarm_name,
      aws_cloudwatch_metric_alarm.rollback["${each.key} new version"].alarm_name,
    ]
"""
        in module
    )


def test_codedeploy_may_look_at_any_alarm_and_at_the_warm_versions_of_what_it_shifts(files: dict[str, str]) -> None:
    policy = files["envs/prod/codedeploy.tf"].partition("  policy = ")[2]
    assert (
        """\
        Action   = ["cloudwatch:DescribeAlarms"]
        Resource = ["*"]
"""
        in policy
    )
    assert (
        """\
        Action = ["lambda:GetProvisionedConcurrencyConfig"]
        Resource = [
          "arn:aws:lambda:eu-west-1:${var.account_id}:function:shop-prod-rate:*",
          "arn:aws:lambda:eu-west-1:${var.account_id}:function:shop-prod-take:*",
        ]
"""
        in policy
    )


def test_a_service_that_an_environment_imitates_has_no_root_file_there(files: dict[str, str]) -> None:
    assert {path for path in files if "comprehend_access" in path and "envs" in path} == {
        "envs/prod/comprehend_access.tf"
    }
    assert "comprehend" not in files["envs/prod/lambda_fn.tf"]


def test_what_is_polled_waits_for_queue_and_role(files: dict[str, str]) -> None:
    call = files["envs/dev/event_sources.tf"]
    assert "depends_on = [module.lambda_fn, module.sqs_queues]" in call
    assert 'function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:shop-dev-rate:dev"' in call
    assert "max_age_s      = 3600" in call


def test_warm_functions_have_a_root_file_of_their_own(files: dict[str, str]) -> None:
    assert "envs/dev/provisioned_concurrency.tf" not in files
    assert "maximum        = 8" in files["envs/prod/provisioned_concurrency.tf"]
    assert "aws_lambda_provisioned_concurrency_config" not in files["modules/provisioned_concurrency/main.tf"]


UNUSED = ("vpc_config", "layers", "ephemeral_storage", "reserved_concurrent", "cold_starts", "skip_destroy", "managed")


@pytest.mark.parametrize("part", UNUSED)
def test_a_module_holds_only_what_the_system_uses(files: dict[str, str], part: str) -> None:
    assert part not in files["modules/lambda_fn/main.tf"] + files["modules/lambda_fn/variables.tf"]
