"""Who calls functions, and fills queues, by the resource's own policy: routes, topics, buckets and rotating secrets."""

import json
import re
from collections.abc import Iterator

from generator.verify.need import Edge, Need, System, by_role, by_service, delivery, described, trusted
from generator.verify.plan import UNKNOWN, Resource
from generator.verify.policies import bus_arn, queue_arn

_INVOCATION = re.compile(r"arn:aws:apigateway:[^:]+:lambda:path/2015-03-31/functions/(.+)/invocations")
_PARAMETER = re.compile(r"\{[^}]+\}")
_API = "apigateway.amazonaws.com"


def routes(system: System) -> Iterator[Need]:
    """Yield what routes of HTTP APIs need: to call their function, or to have a service do something by a role."""
    for route in system.plan.of("aws_apigatewayv2_route"):
        target = route.text("target").removeprefix("integrations/")
        integration = system.find("aws_apigatewayv2_integration", "id", target)
        if integration is None:
            yield by_service(system, route, _calls_function(route), _API, UNKNOWN).needs(
                "lambda:InvokeFunction", UNKNOWN
            )
        elif role := integration.text("credentials_arn"):
            yield trusted(system, integration, role, _API, {})
            yield from _serviced(system, route, integration, role)
        else:
            yield from _called(system, route, integration)


def _called(system: System, route: Resource, integration: Resource) -> Iterator[Need]:
    uri = integration.text("integration_uri")
    match = _INVOCATION.fullmatch(uri)
    function = match[1] if match else uri
    api = system.find("aws_apigatewayv2_api", "id", route.text("api_id"))
    execution = api.text("execution_arn") if api else UNKNOWN
    for path in _paths(route.text("route_key")):
        edge = by_service(system, route, _calls_function(route), _API, f"{execution}/$default/{path}")
        yield edge.needs("lambda:InvokeFunction", function)


def _calls_function(route: Resource) -> str:
    return f'route "{route.text("route_key")}" calls its function'


def _paths(key: str) -> list[str]:
    """Return how requests of a route may name it: with the names of its parameters, and with their values."""
    method, _, path = key.partition(" ")
    if not path:
        return [key]
    methods = ["GET", "POST"] if method == "ANY" else [method]
    return list(dict.fromkeys(f"{one}{shown}" for one in methods for shown in (path, _PARAMETER.sub("value", path))))


def _serviced(system: System, route: Resource, integration: Resource, role: str) -> Iterator[Need]:
    """Yield what an integration with a service needs of its role; what a request names can be told at run time only."""
    edge = by_role(system, route, f'route "{route.text("route_key")}" hands its request on', role)
    given = integration.values.get("request_parameters") or {}
    for name, target in given.items():
        if name == "QueueUrl":
            yield from delivery(system, edge, queue_arn(target))
        elif name == "StateMachineArn":
            action = integration.text("integration_subtype").partition("-")[2]
            yield edge.needs(f"states:{action}", target)
        elif name == "EventBusName":
            yield from delivery(system, edge, bus_arn(target, system.plan))


def subscriptions(system: System) -> Iterator[Need]:
    """Yield what topics need to hand messages to queues and functions, and to the queues of those that failed."""
    for subscription in system.plan.of("aws_sns_topic_subscription"):
        topic, endpoint = subscription.text("topic_arn"), subscription.text("endpoint")
        if subscription.text("protocol") in ("sqs", "lambda"):
            yield from delivery(system, _topic(system, subscription, topic, endpoint), endpoint)
        redrive = subscription.text("redrive_policy")
        if redrive and redrive != UNKNOWN:
            failed = json.loads(redrive)["deadLetterTargetArn"]
            yield from delivery(system, _topic(system, subscription, topic, failed), failed)


def _topic(system: System, subscription: Resource, topic: str, target: str) -> Edge:
    words = f"topic {_last(topic)} sends to {_last(target)}"
    return by_service(system, subscription, words, "sns.amazonaws.com", topic)


def notifications(system: System) -> Iterator[Need]:
    """Yield what buckets need to tell functions, queues and topics of objects."""
    kinds = (("lambda_function", "lambda_function_arn"), ("queue", "queue_arn"), ("topic", "topic_arn"))
    for notification in system.plan.of("aws_s3_bucket_notification"):
        bucket = f"arn:aws:s3:::{notification.text('bucket')}"
        for block, attribute in kinds:
            for index in notification.blocks(block):
                target = notification.text(block, index, attribute)
                words = f"bucket {notification.text('bucket')} tells {_last(target)}"
                yield from delivery(system, by_service(system, notification, words, "s3.amazonaws.com", bucket), target)


def rotations(system: System) -> Iterator[Need]:
    """Yield what Secrets Manager needs to rotate secrets by a function."""
    for rotation in system.plan.of("aws_secretsmanager_secret_rotation"):
        secret, function = rotation.text("secret_id"), rotation.text("rotation_lambda_arn")
        words = f"{described(rotation)} calls its function"
        edge = by_service(system, rotation, words, "secretsmanager.amazonaws.com", secret)
        yield edge.needs("lambda:InvokeFunction", function)


def _last(arn: str) -> str:
    """Return the name at the end of an ARN, as messages show it."""
    return f'"{arn.rpartition(":")[2]}"'
