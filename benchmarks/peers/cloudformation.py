"""CloudFormation: the resources that an input has to spell out, and the counts of a template."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from benchmarks.peers.system import Counts, Service, states

Resource = dict[str, Any]

ROUTE_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def logical(name: str) -> str:
    """Return a name without what CloudFormation refuses in logical IDs."""
    return name.title().replace("_", "")


def arn(logical_id: str) -> Resource:
    """Return the ARN of a resource."""
    return {"Fn::GetAtt": [logical_id, "Arn"]}


def grants(service: Service) -> list[Resource]:
    """Return what a function of this service may do besides its log and traces."""
    title = logical(service.name)
    index = {"Fn::Sub": f"${{{title}Table.Arn}}/index/by_day"}
    return [
        allow(["dynamodb:GetItem", "dynamodb:PutItem"], arn(f"{title}Table")),
        allow(["dynamodb:Query"], index),
        allow(["sqs:SendMessage"], arn(f"{title}Jobs")),
    ]


def allow(actions: list[str], resource: object) -> Resource:
    """Return a statement of a policy."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def role(name: str, principal: str, statements: list[Resource]) -> Resource:
    """Return a role that a service of AWS takes on."""
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": principal}}
    policy = {"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    properties = {
        "RoleName": name,
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [policy],
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def statements(service: Service) -> list[Resource]:
    """Return all that a function of this service may do."""
    logs = {"Fn::Sub": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*"}
    return [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], logs),
        allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "*"),
        *grants(service),
    ]


def alarm(function: str, logical_id: str) -> Resource:
    """Return the alarm over the share of a function's calls that fail.

    logical_id: the function's
    """
    metrics = [
        {"Id": "rate", "Expression": "100 * errors / invocations", "ReturnData": True},
        *({"Id": name.lower(), "MetricStat": statistic(name, logical_id), "ReturnData": False} for name in METRICS),
    ]
    properties = {
        "AlarmName": f"large-dev-errors-{function}",
        "Metrics": metrics,
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 10,
        "AlarmActions": [{"Ref": "Critical"}],
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}


METRICS = ("Errors", "Invocations")


def statistic(metric: str, logical_id: str) -> Resource:
    """Return the sum over five minutes of a function's metric."""
    dimensions = [{"Name": "FunctionName", "Value": {"Ref": logical_id}}]
    return {
        "Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": dimensions},
        "Period": 300,
        "Stat": "Sum",
    }


def topic() -> dict[str, Resource]:
    """Return the topic that the alarms speak to."""
    return {"Critical": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "large-dev-critical"}}}


def log_group(function: str) -> Resource:
    """Return the log group of a function."""
    properties = {"LogGroupName": f"/aws/lambda/large-dev-{function}", "RetentionInDays": 30}
    return {"Type": "AWS::Logs::LogGroup", "Properties": properties}


def stores(service: Service) -> dict[str, Resource]:
    """Return a service's table, and its queue with the one where its failures go."""
    title, name = logical(service.name), f"large-dev-{service.name}"
    index = {"IndexName": "by_day", "KeySchema": key("day"), "Projection": {"ProjectionType": "ALL"}}
    table = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": text, "AttributeType": "S"} for text in ("PK", "SK", "day")],
        "KeySchema": key("PK"),
        "GlobalSecondaryIndexes": [index],
    }
    redrive = {"deadLetterTargetArn": arn(f"{title}Failures"), "maxReceiveCount": 5}
    return {
        f"{title}Table": {"Type": "AWS::DynamoDB::Table", "Properties": table},
        f"{title}Failures": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{name}_failures"}},
        f"{title}Jobs": {
            "Type": "AWS::SQS::Queue",
            "Properties": {"QueueName": f"{name}_jobs", "RedrivePolicy": redrive},
        },
    }


def key(partition: str) -> list[Resource]:
    """Return the key of a table or an index, sorted by SK."""
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]


def machine(service: Service, logical_ids: Mapping[str, str]) -> dict[str, Resource]:
    """Return the state machine of a service, and its role.

    logical_ids: those of the functions, by name
    """
    title = logical(service.name)
    call = allow(["lambda:InvokeFunction"], [arn(logical_id) for logical_id in logical_ids.values()])
    properties = {
        "StateMachineName": f"large-dev-{service.name}",
        "RoleArn": arn(f"{title}MachineRole"),
        "Definition": states(service, {name: f"${{{logical_id}}}" for name, logical_id in logical_ids.items()}),
        "DefinitionSubstitutions": {logical_id: arn(logical_id) for logical_id in logical_ids.values()},
    }
    return {
        f"{title}MachineRole": role(f"large-dev-sfn-{service.name}", "states.amazonaws.com", [call]),
        f"{title}Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties},
    }


def counts(template: Mapping[str, Any]) -> Counts:
    """Return what a template describes."""
    by_type: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in template["Resources"].values():
        by_type[resource["Type"]].append(resource.get("Properties", {}))
    functions = by_type["AWS::Lambda::Function"] + by_type["AWS::Serverless::Function"]
    bodies = [api.get("Body", {}) for api in by_type["AWS::ApiGatewayV2::Api"]]
    bodies += [api["DefinitionBody"] for api in by_type["AWS::Serverless::Api"]]
    return Counts(
        functions=len(functions),
        roles=len({json.dumps(function["Role"], sort_keys=True) for function in functions}),
        log_groups=len(by_type["AWS::Logs::LogGroup"]),
        routes=len(by_type["AWS::ApiGatewayV2::Route"]) + sum(map(operations, bodies)),
        alarms=len(by_type["AWS::CloudWatch::Alarm"]),
        tables=len(by_type["AWS::DynamoDB::Table"]),
        queues=len(by_type["AWS::SQS::Queue"]),
        machines=len(by_type["AWS::StepFunctions::StateMachine"]),
    )


def operations(body: Mapping[str, Any]) -> int:
    """Return how many operations an OpenAPI document has."""
    return sum(len(ROUTE_METHODS & methods.keys()) for methods in body.get("paths", {}).values())
