"""The HTTP API: one module call per root, with its routes as a table. Routes to one target share an integration.

Targets are named by literal ARNs, so that the module of functions may depend on this one and not the other way round.
"""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Comment
from generator.kinds.api import Api, Cors, LogMetric
from generator.kinds.route import Route, Throttle
from generator.model import Model, Stack
from generator.names import Names, token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.moves import moves
from generator.targets.parts import comment, present

NAME = "api_gateway_http"
_AUTHORIZATION = {"jwt": "JWT", "iam": "AWS_IAM", "none": "NONE"}


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in every root that has an API."""
    apis = [(stack, stack.api) for stack in model.stacks if stack.api]
    if not apis:
        return
    uses = _uses([api for _, api in apis], [stack for stack, _ in apis])
    yield from module(model, NAME, {"uses": uses})
    for stack, api in apis:
        yield root_file(stack, NAME, {"uses": uses, **_call(stack, api)})


def _uses(apis: list[Api], stacks: list[Stack]) -> dict[str, Any]:
    """Return which parts of the module some root needs; `cors` is `all`, `some` or empty."""
    routes = [route for stack in stacks for route in stack.routes.values()]
    cors = [api.cors for api in apis if api.cors]
    kinds = {route.target.section for route in routes}
    return {
        "routes": bool(routes),
        "functions": "functions" in kinds,
        "services": bool(kinds - {"functions"}),
        "jwt": any(route.auth == "jwt" for route in routes),
        "only_jwt": all(route.auth == "jwt" for route in routes),
        "scopes": any(route.scopes for route in routes),
        "route_throttle": any(route.throttle for route in routes),
        "metrics": any(api.metrics for api in apis),
        "cors": "" if not cors else "all" if len(cors) == len(apis) else "some",
        "cors_headers": any(one.headers for one in cors),
        "cors_expose_headers": any(one.expose_headers for one in cors),
        "cors_credentials": any(one.credentials for one in cors),
        "cors_max_age": any(one.max_age_s is not None for one in cors),
        "domain": any(api.domain for api in apis),
        "domain_path": any(api.domain and api.domain.path for api in apis),
        "zone": any(api.domain and api.domain.zone for api in apis),
    }


def _call(stack: Stack, api: Api) -> dict[str, Any]:
    routes = stack.routes.values()
    by_target = sorted(routes, key=lambda route: route.integration)
    before = {route.key: route.thing.entry.get("renamed_from") for route in routes}
    called = {
        route.target.key: route.target.entry.get("renamed_from")
        for route in routes
        if route.target.section == "functions"
    }
    return {
        "api": api,
        "logs_key": token("keys.logs"),
        "region": stack.names.region,
        "throttle": _throttle(api.throttle),
        "timeout_milliseconds": api.timeout_s * 1000,
        "jwt": {"issuer": api.jwt.issuer, "audiences": list(api.jwt.audiences)} if api.jwt else {},
        "cors": _cors(api.cors) if api.cors else {},
        "metrics": {key: comment(metric.description, _metric(metric)) for key, metric in api.metrics.items()},
        "domains": _domains(api),
        "functions": {
            route.integration: route.target.arn for route in by_target if route.target.section == "functions"
        },
        "services": {
            route.integration: _service(route, stack.names)
            for route in by_target
            if route.target.section != "functions"
        },
        "routes": [_route(route) for route in routes],
        "tags": {"Service": "apigateway", "Feature": api.feature, **api.tags},
        "moves": [
            *moves(NAME, ["aws_apigatewayv2_route.this"], before),
            *moves(NAME, ["aws_apigatewayv2_integration.function"], called),
        ],
    }


def _throttle(throttle: Throttle) -> dict[str, Any]:
    return {"rate": throttle.rate, "burst": throttle.burst}


def _cors(cors: Cors) -> dict[str, Any]:
    return present(
        origins=list(cors.origins),
        methods=list(cors.methods),
        headers=list(cors.headers),
        expose_headers=list(cors.expose_headers),
        credentials=cors.credentials or None,
        max_age=cors.max_age_s,
    )


def _metric(metric: LogMetric) -> dict[str, Any]:
    # The log holds every value as a text.
    pattern = " || ".join(f'($.status = "{status}")' for status in metric.statuses)
    return {"namespace": metric.namespace, "name": metric.name, "pattern": f"{{ {pattern} }}"}


def _domains(api: Api) -> dict[str, Any]:
    if api.domain is None:
        return {}
    domain = api.domain
    return {domain.name: present(certificate_arn=domain.certificate, path=domain.path or None, zone_id=domain.zone)}


def _service(route: Route, names: Names) -> dict[str, Any]:
    """Return what API Gateway does by itself for a route, and what it needs to be allowed to."""
    if route.target.section == "queues":
        subtype, action = "SQS-SendMessage", "sqs:SendMessage"
        parameters = {"QueueUrl": route.target.attributes["url"], "MessageBody": "$request.body"}
    else:
        start = "StartSyncExecution" if route.wait else "StartExecution"
        subtype, action = f"StepFunctions-{start}", f"states:{start}"
        parameters = {"StateMachineArn": route.target.arn, "Input": "$request.body"}
    return {
        "subtype": subtype,
        "parameters": parameters,
        "action": action,
        "resource_arn": route.target.arn,
        "role_name": names.role("api", route.integration.replace(".", "-")),
    }


def _route(route: Route) -> dict[str, Any]:
    words = [" ".join(text.split()) for text in (route.description, route.reason or "")]
    reason = f"Open to everybody: {words[1]}" if route.auth == "none" else ""
    return {
        "key": route.key,
        "comment": Comment(" ".join(text for text in (words[0], reason) if text)),
        "commented": bool(words[0] or reason),
        "integration": route.integration,
        "authorization": _AUTHORIZATION[route.auth],
        "scopes": list(route.scopes),
        "throttle": route.throttle,
    }
