"""What only AWS enforces: a defect of each kind is found where it is, and nothing is found in what we generate."""

from collections.abc import Callable

import pytest

from generator.pipeline import compile_spec
from generator.verify import wiring
from generator.verify.plan import Plan
from tests.conftest import PLANNING
from tests.systems import SYSTEMS
from tests.verify.defects import Defect, add, both, drop, text, withdraw, without

# One group: plans are made once for each worker.
pytestmark = [pytest.mark.slow, pytest.mark.terraform, pytest.mark.xdist_group(PLANNING)]

Planned = Callable[[str, str], Plan]

MESSAGES, DATA, WATCHED, USERS = (
    "messages_and_workflows_run_in_every_way",
    "data_is_kept_in_every_way",
    "a_system_can_be_watched_in_every_way",
    "users_sign_in_in_every_way",
)
GRANT = 'lambda_fn.aws_lambda_permission.this["GET /cards"]'
RULE_GRANT = 'aws_lambda_permission.this["domain.valuation_updated valuation_recorder"]'
REVIEWS = 'aws_sqs_queue.this["reviews"]'
FAILURES = 'aws_sqs_queue.this["event_failures"]'
MACHINE = 'step_functions.aws_iam_role_policy.this["valuation"]'
MACHINE_ROLE = 'step_functions.aws_iam_role.this["valuation"]'
SCHEDULE = 'eventbridge_schedules.aws_iam_role_policy.this["nightly_analytics"]'
SCHEDULE_ROLE = 'eventbridge_schedules.aws_iam_role.this["nightly_analytics"]'
CONSUMER = 'lambda_fn.aws_iam_role_policy.this["review_worker"]'
ASYNCHRONOUS = 'lambda_fn.aws_iam_role_policy.this["value_analytics"]'
CRITICAL = 'aws_sns_topic.this["critical"]'
ALARM_KEY = 'aws_kms_key.this["notifications"]'
LOG_KEY = 'aws_kms_key.this["logs"]'
TRUST = "assume_role_policy"
BROKEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"Equals": {"a:b": "c"}}}
READS = {"Effect": "Allow", "Action": ["dynamodb:GetItem"], "Resource": "*"}

# System and root; the defect; where it is found; and what is said.
DEFECTS: dict[str, tuple[tuple[str, str], Defect, str, str]] = {
    "a route's permission is missing": (("reference", "dev"), drop(GRANT), 'aws_apigatewayv2_route.this["GET /cards"]', 'route "GET /cards" calls its function, but no policy of arn:aws:lambda'),
    "a route's permission is another service's": (("reference", "dev"), text(GRANT, "principal", "apigateway", "events"), 'aws_apigatewayv2_route.this["GET /cards"]', "lets apigateway.amazonaws.com do lambda:InvokeFunction"),
    "a route's permission names another route": (("reference", "dev"), text(GRANT, "source_arn", "/GET/", "/PUT/"), 'aws_apigatewayv2_route.this["GET /cards"]', "/GET/cards"),
    "a route's permission is not the alias's": (("reference", "dev"), text(GRANT, "qualifier", "dev", ""), 'aws_apigatewayv2_route.this["GET /cards"]', ":dev lets apigateway"),
    "a route's integration lost its role's grant": ((USERS, "dev"), without('api_gateway_http.aws_iam_role_policy.service["queues.jobs"]', "policy", "sqs:SendMessage"), "aws_apigatewayv2_route", "may not do sqs:SendMessage"),
    "a rule's permission is missing": (("reference", "dev"), drop(RULE_GRANT), 'aws_cloudwatch_event_target.this["domain.valuation_updated', 'rule "collectiq-dev-domain-valuation_updated" delivers'),
    "a rule's permission names another rule": (("reference", "dev"), text(RULE_GRANT, "source_arn", "valuation_updated", "other"), 'aws_cloudwatch_event_target.this["domain.valuation_updated', "lets events.amazonaws.com"),
    "a queue's policy is missing": (("reference", "dev"), text(REVIEWS, "policy", "Allow", "Deny"), "aws_cloudwatch_event_target", "a policy denies events.amazonaws.com sqs:SendMessage"),
    "a queue's policy lets no rule send": (("reference", "dev"), without(REVIEWS, "policy", "events.amazonaws.com"), 'event_target.this["domain.authenticity_flagged', "no policy of arn:aws:sqs"),
    "a queue's policy names another rule": (("reference", "dev"), text(REVIEWS, "policy", "authenticity_flagged", "other"), "aws_cloudwatch_event_target", "delivers to"),
    "a queue's policy is about another queue": (("reference", "dev"), text(REVIEWS, "policy", "collectiq-dev-reviews", "collectiq-dev-other"), "aws_cloudwatch_event_target", "delivers to"),
    "a queue's policy is of another account's bus": (("reference", "dev"), text(REVIEWS, "policy", "111122223333:rule", "999999999999:rule"), "aws_cloudwatch_event_target", "delivers to"),
    "a rule's dead-letter queue takes nothing": (("reference", "dev"), without(FAILURES, "policy", "events.amazonaws.com"), "aws_cloudwatch_event_target", "keeps what its target did not take"),
    "a queue refuses everybody": (("reference", "dev"), add(REVIEWS, "policy", {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}), "aws_cloudwatch_event_target", "a policy denies"),
    "a policy cannot be read": (("reference", "dev"), add(REVIEWS, "policy", BROKEN), "aws_cloudwatch_event_target", '"Equals" is no condition operator'),
    "a role's policy cannot be read": (("reference", "dev"), add(CONSUMER, "policy", BROKEN), "event_source_mapping", '"Equals" is no condition operator'),
    "a machine may not call a task": (("reference", "dev"), text(MACHINE, "policy", "collectiq-dev-aggregator", "collectiq-dev-other"), "aws_sfn_state_machine", "does its task, but the role collectiq-dev-workflow-valuation may not do lambda:InvokeFunction"),
    "a machine may call a function, not its alias": (("reference", "dev"), text(MACHINE, "policy", "collectiq-dev-aggregator:dev", "collectiq-dev-aggregator"), "aws_sfn_state_machine", "may not do lambda:InvokeFunction"),
    "a machine may not write its log": (("reference", "dev"), withdraw(MACHINE, "logs:CreateLogDelivery"), "aws_sfn_state_machine", "may not do logs:CreateLogDelivery"),
    "a machine may not send its traces": (("reference", "dev"), withdraw(MACHINE, "xray:PutTraceSegments"), "aws_sfn_state_machine", "sends its traces"),
    "a machine's role trusts another service": (("reference", "dev"), text(MACHINE_ROLE, TRUST, "states.amazonaws", "lambda.amazonaws"), "aws_sfn_state_machine", "lets states.amazonaws.com do sts:AssumeRole"),
    "a machine's role trusts another machine": (("reference", "dev"), text(MACHINE_ROLE, TRUST, "stateMachine:collectiq-dev-valuation", "stateMachine:other"), "aws_sfn_state_machine", "takes its role"),
    "a machine may not fill a queue": ((MESSAGES, "dev"), withdraw('step_functions.aws_iam_role_policy.this["order"]', "sqs:SendMessage"), "aws_sfn_state_machine", "may not do sqs:SendMessage"),
    "a function may not give up to its queue": (("reference", "dev"), without(ASYNCHRONOUS, "policy", "sqs:SendMessage"), "event_invoke_config", "hands on what came of an event"),
    "a function may not write its log": (("reference", "dev"), text(CONSUMER, "policy", "/aws/lambda/collectiq-dev-review_worker", "/aws/lambda/other"), "aws_lambda_function", "writes its log"),
    "a function may not send its traces": (("reference", "dev"), withdraw(CONSUMER, "xray:PutTraceSegments"), "aws_lambda_function", "sends its traces"),
    "a function's role trusts another service": (("reference", "dev"), text('lambda_fn.aws_iam_role.this["review_worker"]', TRUST, "lambda.amazonaws", "edgelambda.amazonaws"), "aws_lambda_function", "takes its role"),
    "a consumer may not remove what it read": (("reference", "dev"), withdraw(CONSUMER, "sqs:DeleteMessage"), "event_source_mapping", "may not do sqs:DeleteMessage"),
    "a consumer may not read its stream": ((DATA, "prod"), withdraw('lambda_fn.aws_iam_role_policy.this["follow"]', "dynamodb:GetRecords"), "event_source_mapping", "may not do dynamodb:GetRecords"),
    "a schedule may not call its target": (("reference", "dev"), without(SCHEDULE, "policy", "lambda:InvokeFunction"), "aws_scheduler_schedule", "calls its target"),
    "a schedule may not give up to its queue": (("reference", "dev"), without(SCHEDULE, "policy", "sqs:SendMessage"), "aws_scheduler_schedule", "keeps what its target did not take"),
    "a schedule's role trusts the schedule, not its group": (("reference", "dev"), text(SCHEDULE_ROLE, TRUST, "schedule-group/default", "schedule/default/collectiq-dev-nightly_analytics"), "aws_scheduler_schedule", "takes its role"),
    "an alarm may not publish": (("reference", "dev"), text(CRITICAL, "policy", "collectiq-dev-dead_letters", "collectiq-dev-other"), 'metric_alarm.this["dead_letters', "tells its topic"),
    "an alarm's topic has a key without a grant": (("reference", "dev"), text(ALARM_KEY, "policy", "cloudwatch.amazonaws.com", "events.amazonaws.com"), "metric_alarm", "lets cloudwatch.amazonaws.com do kms:Decrypt"),
    "an alarm's topic has a key for another account": (("reference", "dev"), text(ALARM_KEY, "policy", '"aws:SourceAccount":"111122223333"', '"aws:SourceAccount":"999999999999"'), "metric_alarm", "kms:GenerateDataKey"),
    "a budget may not publish": (("reference", "dev"), text('aws_sns_topic.this["cost"]', "policy", "arn:aws:budgets::", "arn:aws:budgets:us-east-1:"), "aws_budgets_budget", "tells its topic"),
    "an anomaly may not be told": (("reference", "dev"), without('aws_sns_topic.this["cost"]', "policy", "costalerts"), "aws_ce_anomaly_subscription", "tells its topic"),
    "a topic may not fill its queue": ((MESSAGES, "dev"), without('aws_sqs_queue.this["jobs"]', "policy", "sns.amazonaws.com"), "aws_sns_topic_subscription", 'sends to "parcel-dev-jobs"'),
    "a topic may not call its function": ((MESSAGES, "dev"), drop('aws_lambda_permission.this["alerts charge"]'), "aws_sns_topic_subscription", "lets sns.amazonaws.com do lambda:InvokeFunction"),
    "a topic may not use the key of its queue": ((MESSAGES, "dev"), without('aws_kms_key.this["data"]', "policy", "sns.amazonaws.com"), "aws_sns_topic_subscription", "lets sns.amazonaws.com do kms:"),
    "a rule may not use the key of its queue": ((MESSAGES, "dev"), without('aws_kms_key.this["data"]', "policy", "events.amazonaws.com"), "aws_cloudwatch_event_target", "lets events.amazonaws.com do kms:"),
    "a rule's role may not start its machine": ((MESSAGES, "dev"), withdraw('eventbridge_bus.aws_iam_role_policy.rule["domain.placed"]', "states:StartExecution"), "aws_cloudwatch_event_target", "may not do states:StartExecution"),
    "a log group has a key without a grant": (("reference", "dev"), without(LOG_KEY, "policy", "logs.us-east-1"), "aws_cloudwatch_log_group", "is encrypted, but no policy of arn:aws:kms"),
    "a log group is not among those of its key": (("reference", "dev"), text(LOG_KEY, "policy", "/aws/apigateway/collectiq-dev", "/aws/apigateway/other"), "aws_cloudwatch_log_group.access", "is encrypted"),
    "a log group's key is another region's": (("reference", "dev"), text(LOG_KEY, "policy", "logs.us-east-1", "logs.eu-west-1"), "aws_cloudwatch_log_group", "is encrypted"),
    "a secret's rotation may not call its function": ((DATA, "prod"), drop("aws_lambda_permission"), "aws_secretsmanager_secret_rotation", "lets secretsmanager.amazonaws.com"),
    "a bucket may not write its access log": ((DATA, "prod"), without('s3_buckets.aws_s3_bucket_policy.this["logs"]', "policy", "logging.s3"), "aws_s3_bucket_logging", "writes its access log"),
    "the trail may not fill its bucket": (("reference", "prod"), without("cloudtrail.aws_s3_bucket_policy", "policy", "s3:PutObject"), "aws_cloudtrail", "keeps what it records"),
    "the trail may not write its log": ((DATA, "prod"), withdraw('cloudtrail.aws_iam_role_policy.this["trail"]', "logs:PutLogEvents"), "aws_cloudtrail", "writes its log"),
    "a table's key serves others only": ((DATA, "prod"), both(add('lambda_fn.aws_iam_role_policy.this["follow"]', "policy", READS), text('aws_kms_key.this["data"]', "policy", "dynamodb.us-east-1", "dynamodb.eu-west-1")), "aws_dynamodb_table", "may not do kms:Decrypt"),
    "a secret's key serves others only": ((DATA, "prod"), text('aws_kms_key.this["data"]', "policy", "secretsmanager.us-east-1", "ssm.us-east-1"), "aws_secretsmanager_secret", "may not do kms:Decrypt"),
    "a bucket may not be copied": ((DATA, "prod"), withdraw("s3_replication.aws_iam_role_policy", "s3:ReplicateObject"), "aws_s3_bucket_replication_configuration", "may not do s3:ReplicateObject"),
    "the trail may not use its key": (("reference", "prod"), without('aws_kms_key.this["trail"]', "policy", "kms:GenerateDataKey"), "aws_cloudtrail", "do kms:GenerateDataKey"),
    "CodeDeploy may not take its role": (("reference", "prod"), text("codedeploy.aws_iam_role.this", TRUST, "deploymentgroup:", "application:"), "aws_codedeploy_deployment_group", "takes its role"),
    "a channel may not take its role": (("reference", "dev"), text("chatbot.aws_iam_role.", TRUST, "chatbot.amazonaws", "q.amazonaws"), "aws_chatbot", "takes its role"),
}  # fmt: skip


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found_where_it_is(planned_root: Planned, name: str) -> None:
    (system, root), plant, address, message = DEFECTS[name]
    found = wiring.check(plant(planned_root(system, root))).findings
    assert [one for one in found if address in one.address and message in one.message], list(wiring.shown(found))


PIPELINE_DEFECTS: dict[str, tuple[Defect, str, str]] = {
    "it may not change functions": (withdraw("aws_iam_policy.pipeline", "lambda:UpdateFunctionCode"), "aws_lambda_function", "may not do lambda:UpdateFunctionCode"),
    "it may change queues of another name": (text("aws_iam_policy.pipeline", "policy", ":sqs:us-east-1:111122223333:collectiq-dev-", ":sqs:us-east-1:111122223333:collectiq-prod-"), "aws_sqs_queue", "the pipeline applies sqs queue"),
    "it may change tables of another account": (text("aws_iam_policy.pipeline", "policy", ":dynamodb:us-east-1:111122223333:", ":dynamodb:us-east-1:999999999999:"), "aws_dynamodb_table", "the pipeline applies dynamodb table"),
    "a policy is not attached": (drop('aws_iam_role_policy_attachment.pipeline["dev-apply-watching'), "aws_cloudwatch_log_group", "may not do logs:"),
}  # fmt: skip
APPLY = "arn:aws:iam::111122223333:role/pipelines/collectiq-dev-apply"


def test_the_pipeline_may_apply_all_of_a_root(planned_root: Planned) -> None:
    found = wiring.check_pipeline(
        planned_root("reference", "dev"), planned_root("reference", "bootstrap dev"), APPLY, "dev"
    )
    assert ([], ()) == (list(wiring.shown(found.findings)), found.unknown)
    assert found.allowed > 3000


@pytest.mark.parametrize("name", PIPELINE_DEFECTS)
def test_a_defect_of_the_pipelines_role_is_found(planned_root: Planned, name: str) -> None:
    plant, address, message = PIPELINE_DEFECTS[name]
    bootstrap = plant(planned_root("reference", "bootstrap dev"))
    found = wiring.check_pipeline(planned_root("reference", "dev"), bootstrap, APPLY, "dev").findings
    assert [one for one in found if address in one.address and message in one.message], list(wiring.shown(found))[:5]


def roots() -> list[tuple[str, str]]:
    models = {name: compile_spec(spec).model for name, spec in SYSTEMS.items()}
    return [(name, stack.names.stack) for name, model in models.items() if model for stack in model.stacks]


@pytest.mark.parametrize(("system", "root"), roots())
def test_nothing_is_found_in_what_we_generate(planned_root: Planned, system: str, root: str) -> None:
    assert [] == list(wiring.shown(wiring.check(planned_root(system, root)).findings))
