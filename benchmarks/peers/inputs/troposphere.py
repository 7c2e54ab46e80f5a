"""The system of system.json by troposphere: CloudFormation on standard output."""

import json
from pathlib import Path
from typing import Any

import troposphere
from troposphere import GetAtt, Ref, Sub, Template, apigatewayv2, awslambda, cloudwatch, dynamodb, iam, logs, sns, sqs
from troposphere import stepfunctions as sfn

troposphere.MAX_RESOURCES = 1_000_000  # 500 is what CloudFormation takes in a stack
template = Template()
api = template.add_resource(apigatewayv2.Api("Api", Name="large-dev", ProtocolType="HTTP"))
template.add_resource(apigatewayv2.Stage("Stage", ApiId=Ref(api), StageName="$default", AutoDeploy=True))
topic = template.add_resource(sns.Topic("Critical", TopicName="large-dev-critical"))


def add_role(title: str, name: str, service: str, grants: list[tuple[list[str], Any]]) -> Any:
    """Add a role that a service of AWS takes on, and return it."""
    statements = [{"Effect": "Allow", "Action": actions, "Resource": resource} for actions, resource in grants]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    document = {"Version": "2012-10-17", "Statement": statements}
    return template.add_resource(
        iam.Role(
            title,
            RoleName=name,
            AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [trust]},
            Policies=[iam.Policy(PolicyName="own", PolicyDocument=document)],
        )
    )


def add_function(service: str, name: str, table: Any, jobs: Any) -> Any:
    """Add a function with its role, log group, route and alarm, and return it."""
    title = name.title().replace("_", "")
    group = template.add_resource(
        logs.LogGroup(f"{title}Logs", LogGroupName=f"/aws/lambda/large-dev-{name}", RetentionInDays=30)
    )
    grants: list[tuple[list[str], Any]] = [
        (["logs:CreateLogStream", "logs:PutLogEvents"], GetAtt(group, "Arn")),
        (["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
        (["dynamodb:GetItem", "dynamodb:PutItem"], GetAtt(table, "Arn")),
        (["dynamodb:Query"], Sub(f"${{{table.title}.Arn}}/index/by_day")),
        (["sqs:SendMessage"], GetAtt(jobs, "Arn")),
    ]
    role = add_role(f"{title}Role", f"large-dev-fn-{name}", "lambda.amazonaws.com", grants)
    made = template.add_resource(
        awslambda.Function(
            title,
            FunctionName=f"large-dev-{name}",
            Description=f"One of the functions of {service}.",
            Role=GetAtt(role, "Arn"),
            Handler=f"handlers.{name}.app.handler",
            Code=awslambda.Code(S3Bucket="large-code", S3Key="code.zip"),
            Runtime="python3.13",
            Architectures=["arm64"],
            MemorySize=512,
            Timeout=15,
            TracingConfig=awslambda.TracingConfig(Mode="Active"),
            Environment=awslambda.Environment(
                Variables={"LOG_LEVEL": "INFO", "TABLE_NAME": Ref(table), "QUEUE_URL": Ref(jobs)}
            ),
            DependsOn=group.title,
        )
    )
    add_route(service, name, made)
    add_alarm(name, made)
    return made


def add_route(service: str, name: str, made: Any) -> None:
    """Add the route of a function, and the right of the API to call it."""
    integration = template.add_resource(
        apigatewayv2.Integration(
            f"{made.title}Integration",
            ApiId=Ref(api),
            IntegrationType="AWS_PROXY",
            IntegrationUri=GetAtt(made, "Arn"),
            PayloadFormatVersion="2.0",
        )
    )
    template.add_resource(
        apigatewayv2.Route(
            f"{made.title}Route",
            ApiId=Ref(api),
            RouteKey=f"GET /{service}/{name}/{{id}}",
            Target=Sub(f"integrations/${{{integration.title}}}"),
        )
    )
    template.add_resource(
        awslambda.Permission(
            f"{made.title}Permission",
            FunctionName=Ref(made),
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=Sub(f"arn:aws:execute-api:eu-west-1:111122223333:${{Api}}/*/GET/{service}/{name}/{{id}}"),
        )
    )


def add_alarm(name: str, made: Any) -> None:
    """Add the alarm over the share of a function's calls that fail."""
    queries = [
        cloudwatch.MetricDataQuery(Id="rate", Expression="100 * errors / invocations", ReturnData=True),
        *(
            cloudwatch.MetricDataQuery(
                Id=metric.lower(),
                ReturnData=False,
                MetricStat=cloudwatch.MetricStat(
                    Period=300,
                    Stat="Sum",
                    Metric=cloudwatch.Metric(
                        Namespace="AWS/Lambda",
                        MetricName=metric,
                        Dimensions=[cloudwatch.MetricDimension(Name="FunctionName", Value=Ref(made))],
                    ),
                ),
            )
            for metric in ("Errors", "Invocations")
        ),
    ]
    template.add_resource(
        cloudwatch.Alarm(
            f"{made.title}Alarm",
            AlarmName=f"large-dev-errors-{name}",
            Metrics=queries,
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            Threshold=10,
            AlarmActions=[Ref(topic)],
        )
    )


def add_machine(service: str, title: str, functions: list[Any]) -> None:
    """Add the state machine that calls all functions of a service in turn."""
    role = add_role(
        f"{title}MachineRole",
        f"large-dev-sfn-{service}",
        "states.amazonaws.com",
        [(["lambda:InvokeFunction"], [GetAtt(made, "Arn") for made in functions])],
    )
    tasks = {
        f"Step{number}": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": f"${{{made.title}.Arn}}", "Payload.$": "$"},
            "OutputPath": "$.Payload",
            "TimeoutSeconds": 20,
            "Next": f"Step{number + 1}",
        }
        for number, made in enumerate(functions)
    }
    definition = {"StartAt": "Step0", "States": {**tasks, f"Step{len(functions)}": {"Type": "Succeed"}}}
    template.add_resource(
        sfn.StateMachine(
            f"{title}Machine",
            StateMachineName=f"large-dev-{service}",
            RoleArn=GetAtt(role, "Arn"),
            DefinitionString=Sub(json.dumps(definition)),
        )
    )


def add_service(service: str, names: list[str]) -> None:
    """Add a service: its table, its queues, its functions and their state machine."""
    title = service.title().replace("_", "")
    keys = ("PK", "SK", "day")
    table = template.add_resource(
        dynamodb.Table(
            f"{title}Table",
            TableName=f"large-dev-{service}",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[dynamodb.AttributeDefinition(AttributeName=key, AttributeType="S") for key in keys],
            KeySchema=key_schema("PK"),
            GlobalSecondaryIndexes=[
                dynamodb.GlobalSecondaryIndex(
                    IndexName="by_day",
                    KeySchema=key_schema("day"),
                    Projection=dynamodb.Projection(ProjectionType="ALL"),
                )
            ],
        )
    )
    failures = template.add_resource(sqs.Queue(f"{title}Failures", QueueName=f"large-dev-{service}_failures"))
    jobs = template.add_resource(
        sqs.Queue(
            f"{title}Jobs",
            QueueName=f"large-dev-{service}_jobs",
            RedrivePolicy=sqs.RedrivePolicy(deadLetterTargetArn=GetAtt(failures, "Arn"), maxReceiveCount=5),
        )
    )
    add_machine(service, title, [add_function(service, name, table, jobs) for name in names])


def key_schema(partition: str) -> list[Any]:
    """Return the key of a table or an index, sorted by SK."""
    return [
        dynamodb.KeySchema(AttributeName=partition, KeyType="HASH"),
        dynamodb.KeySchema(AttributeName="SK", KeyType="RANGE"),
    ]


for entry in json.loads(Path("system.json").read_text(encoding="utf-8")):
    add_service(entry["name"], entry["functions"])
print(template.to_json())
