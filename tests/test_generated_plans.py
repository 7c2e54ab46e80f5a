"""What Terraform plans for the reference system is what its design asks for."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pytest

from generator.verify import plan as planning
from tests.conftest import PLANNING
from tests.plans import Plan, values
from tests.systems import rendered

pytestmark = [pytest.mark.slow, pytest.mark.terraform, pytest.mark.xdist_group(PLANNING)]

FUNCTIONS = 15
CRITICAL = {"api_5xx_rate": 5, "function_error_rate": 10, "executions_failed": 10, "dead_letters": 10}


@pytest.fixture(scope="module")
def plans(planned_root: Callable[[str, str], planning.Plan]) -> Callable[[str], Plan]:
    return cache(lambda environment: values(planned_root("reference", environment)))


@pytest.fixture(params=["dev", "prod"])
def environment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def planned(plans: Callable[[str], Plan], environment: str) -> Plan:
    return plans(environment)


def test_every_function_has_a_role_of_its_own(planned: Plan) -> None:
    functions = planned.of("aws_lambda_function")
    roles = [role for address, role in planned.of("aws_iam_role").items() if address.startswith("module.lambda_fn.")]
    assert (len(functions), len({role["name"] for role in roles})) == (FUNCTIONS, FUNCTIONS)


def test_only_the_health_check_is_open(planned: Plan) -> None:
    routes = planned.of("aws_apigatewayv2_route").values()
    assert [route["route_key"] for route in routes if route["authorization_type"] == "NONE"] == ["GET /healthz"]
    assert len(routes) == 7


def test_the_table_can_be_restored_to_any_second(planned: Plan) -> None:
    [table] = planned.of("aws_dynamodb_table").values()
    assert [recovery["enabled"] for recovery in table["point_in_time_recovery"]] == [True]
    assert {index["name"] for index in table["global_secondary_index"]} == {"GSI1", "GSI2"}


def test_functions_are_traced(planned: Plan) -> None:
    modes = {function["tracing_config"][0]["mode"] for function in planned.of("aws_lambda_function").values()}
    assert modes == {"Active"}


def test_logs_are_kept_as_long_as_the_environment_says(planned: Plan, environment: str) -> None:
    days = {group["retention_in_days"] for group in planned.of("aws_cloudwatch_log_group").values()}
    assert days == {{"dev": 30, "prod": 90}[environment]}


def test_every_alarm_tells_somebody_or_is_watched_by_what_does(planned: Plan) -> None:
    composite = planned.of("aws_cloudwatch_composite_alarm").values()
    windows = {name for alarm in composite for name in re.findall(r'ALARM\("([^"]+)"\)', alarm["alarm_rule"])}
    assert all(alarm["alarm_actions"] for alarm in composite)
    assert len(windows) == 2 * len(composite)
    deployments = planned.of("aws_codedeploy_deployment_group").values()
    rolling_back = {name for group in deployments for watch in group["alarm_configuration"] for name in watch["alarms"]}
    silent = {
        alarm["alarm_name"]
        for alarm in planned.of("aws_cloudwatch_metric_alarm").values()
        if not alarm.get("alarm_actions")
    }
    assert silent == rolling_back | windows


@pytest.mark.parametrize(("name", "threshold"), CRITICAL.items())
def test_critical_alarms_page_at_the_documented_threshold(planned: Plan, name: str, threshold: float) -> None:
    alarms = [
        alarm for alarm in planned.of("aws_cloudwatch_metric_alarm").values() if f"-{name}" in alarm["alarm_name"]
    ]
    assert {alarm["threshold"] for alarm in alarms} == {threshold}
    assert {action.rpartition("-")[2] for alarm in alarms for action in alarm["alarm_actions"]} == {"critical"}


def test_production_shifts_new_versions_and_turns_back_at_five_percent(plans: Callable[[str], Plan]) -> None:
    groups = plans("prod").of("aws_codedeploy_deployment_group").values()
    assert len(groups) == FUNCTIONS
    assert {group["deployment_config_name"] for group in groups} == {
        "CodeDeployDefault.LambdaCanary10Percent10Minutes",
        "CodeDeployDefault.LambdaLinear10PercentEvery10Minutes",
    }
    alarms = plans("prod").of("aws_cloudwatch_metric_alarm").values()
    rolling_back = [alarm["threshold"] for alarm in alarms if "-rollback" in alarm["alarm_name"]]
    assert rolling_back == [5] * 2 * FUNCTIONS
    assert not plans("dev").of("aws_codedeploy_deployment_group")


def test_buckets_are_private_and_versioned(planned: Plan) -> None:
    buckets = len(planned.of("aws_s3_bucket"))
    blocks = planned.of("aws_s3_bucket_public_access_block").values()
    states = [
        version["versioning_configuration"][0]["status"] for version in planned.of("aws_s3_bucket_versioning").values()
    ]
    closed = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    assert (len(blocks), all(block[key] for block in blocks for key in closed), states) == (
        buckets,
        True,
        ["Enabled"] * buckets,
    )


def test_mfa_is_demanded_in_production_only(planned: Plan, environment: str) -> None:
    [pool] = planned.of("aws_cognito_user_pool").values()
    assert pool["mfa_configuration"] == {"dev": "OPTIONAL", "prod": "ON"}[environment]


def test_the_budget_is_the_environments(planned: Plan, environment: str) -> None:
    [budget] = planned.of("aws_budgets_budget").values()
    assert (float(budget["limit_amount"]), sorted({notice["threshold"] for notice in budget["notification"]})) == (
        {"dev": 50, "prod": 500}[environment],
        [80, 100],
    )


def test_workflows_are_standard_in_dev_and_express_in_production(planned: Plan, environment: str) -> None:
    [machine] = planned.of("aws_sfn_state_machine").values()
    assert machine["type"] == {"dev": "STANDARD", "prod": "EXPRESS"}[environment]


def test_five_dashboards_and_three_queries_stand(planned: Plan) -> None:
    assert (len(planned.of("aws_cloudwatch_dashboard")), len(planned.of("aws_cloudwatch_query_definition"))) == (5, 3)


def test_queues_refuse_requests_without_tls(planned: Plan) -> None:
    def refused(queue: dict[str, Any]) -> bool:
        statements = json.loads(queue["policy"])["Statement"]
        return any(
            s["Effect"] == "Deny" and s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for s in statements
        )

    assert all(refused(queue) for queue in planned.of("aws_sqs_queue").values())


def test_everything_carries_the_cost_tags(planned: Plan, environment: str) -> None:
    """The provider gives Environment, and the system's own name as Feature to what serves all features."""
    tagged = {
        address: set(resource["tags"] or {}) for address, resource in planned.resources.items() if "tags" in resource
    }
    assert [address for address, tags in tagged.items() if "Service" not in tags] == []
    main = rendered("reference")[PurePosixPath(f"terraform/envs/{environment}/main.tf")]
    assert {"Environment", "Feature"} <= set(re.findall(r"^ +(\w+) += ", main.partition("tags = {")[2], re.MULTILINE))


def test_parliament_finds_nothing_wrong_with_any_policy(
    planned: Plan, parliament: Callable[[dict[str, Any]], list[tuple[str, str, str]]]
) -> None:
    policies = dict(planned.policies())
    assert len(policies) >= FUNCTIONS
    known = (is_about_model_arn, is_about_composite_alarms)
    assert [finding for finding in parliament(policies) if not any(is_known(finding) for is_known in known)] == []


def is_about_model_arn(finding: tuple[str, str, str]) -> bool:
    """parliament 1.6 does not know that a foundation model's ARN has no account (AWS Service Authorization Reference)."""
    return finding[1] == "RESOURCE_MISMATCH" and "bedrock:InvokeModel" in finding[2]


def is_about_composite_alarms(finding: tuple[str, str, str]) -> bool:
    """CloudWatch shows them only to who may look at all alarms (CloudWatch API Reference, DescribeAlarms)."""
    return finding[1:] == ("RESOURCE_STAR", "['cloudwatch:DescribeAlarms']")
