"""The system of system.json as an AWS CDK app in Python."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as functions
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_cloudwatch_actions import SnsAction
from aws_cdk.aws_stepfunctions_tasks import LambdaInvoke

app = App()
app.node.set_context("@aws-cdk/core:stackResourceLimit", 0)
stack = Stack(app, "large", env=Environment(account="111122223333", region="eu-west-1"))
api = gateway.HttpApi(stack, "api")
topic = sns.Topic(stack, "critical")
code = functions.Code.from_bucket_v2(s3.Bucket.from_bucket_name(stack, "code", "large-code"), "code.zip")


def make_function(service: str, name: str, table: Any, jobs: Any) -> Any:
    """Make a function with its role, log group, route and alarm, and return it."""
    made = functions.Function(
        stack,
        name,
        function_name=f"large-dev-{name}",
        description=f"One of the functions of {service}.",
        handler=f"handlers.{name}.app.handler",
        code=code,
        runtime=functions.Runtime.PYTHON_3_13,
        architecture=functions.Architecture.ARM_64,
        memory_size=512,
        timeout=Duration.seconds(15),
        tracing=functions.Tracing.ACTIVE,
        environment={"LOG_LEVEL": "INFO", "TABLE_NAME": table.table_name, "QUEUE_URL": jobs.queue_url},
        log_group=logs.LogGroup(
            stack,
            f"{name}-logs",
            log_group_name=f"/aws/lambda/large-dev-{name}",
            retention=logs.RetentionDays.ONE_MONTH,
        ),
    )
    grants = (
        (["dynamodb:GetItem", "dynamodb:PutItem"], table.table_arn),
        (["dynamodb:Query"], f"{table.table_arn}/index/by_day"),
        (["sqs:SendMessage"], jobs.queue_arn),
    )
    for actions, resource in grants:
        made.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=[resource]))
    api.add_routes(
        path=f"/{service}/{name}/{{id}}",
        methods=[gateway.HttpMethod.GET],
        integration=HttpLambdaIntegration(f"{name}-integration", made),
    )
    rate = cloudwatch.MathExpression(
        expression="100 * errors / invocations",
        using_metrics={"errors": made.metric_errors(), "invocations": made.metric_invocations()},
        period=Duration.minutes(5),
    )
    cloudwatch.Alarm(
        stack,
        f"{name}-alarm",
        alarm_name=f"large-dev-errors-{name}",
        metric=rate,
        threshold=10,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    ).add_alarm_action(SnsAction(topic))
    return made


def make_service(service: str, names: list[str]) -> None:
    """Make a service: its table, its queues, its functions and the machine that calls them in turn."""
    text = dynamodb.AttributeType.STRING
    table = dynamodb.Table(
        stack,
        f"{service}-table",
        table_name=f"large-dev-{service}",
        partition_key=dynamodb.Attribute(name="PK", type=text),
        sort_key=dynamodb.Attribute(name="SK", type=text),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
    )
    table.add_global_secondary_index(
        index_name="by_day",
        partition_key=dynamodb.Attribute(name="day", type=text),
        sort_key=dynamodb.Attribute(name="SK", type=text),
    )
    failures = sqs.Queue(stack, f"{service}-failures", queue_name=f"large-dev-{service}_failures")
    dead_letters = sqs.DeadLetterQueue(queue=failures, max_receive_count=5)
    jobs = sqs.Queue(stack, f"{service}-jobs", queue_name=f"large-dev-{service}_jobs", dead_letter_queue=dead_letters)
    steps = [
        LambdaInvoke(
            stack,
            f"{service}-step{number}",
            lambda_function=make_function(service, name, table, jobs),
            output_path="$.Payload",
            task_timeout=sfn.Timeout.duration(Duration.seconds(20)),
        )
        for number, name in enumerate(names)
    ]
    chain = sfn.Chain.start(steps[0])
    for step in (*steps[1:], sfn.Succeed(stack, f"{service}-done")):
        chain = chain.next(step)
    sfn.StateMachine(
        stack,
        f"{service}-machine",
        state_machine_name=f"large-dev-{service}",
        definition_body=sfn.DefinitionBody.from_chainable(chain),
    )


for entry in json.loads(Path("system.json").read_text(encoding="utf-8")):
    make_service(entry["name"], entry["functions"])
app.synth()
