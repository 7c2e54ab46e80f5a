"""The HTTP API as its callers see it: an OpenAPI 3.1 document for each stack that has one."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.http_status import PHRASES
from generator.json_schema_parts import placed
from generator.kinds.api import Api
from generator.kinds.contract import Value
from generator.kinds.message import JSON
from generator.kinds.route import Route
from generator.model import Model, Stack
from generator.scope import Thing
from generator.targets.file import File
from generator.tokens import has_tokens

Json = dict[str, Any]

_OK, _REDIRECTION = 200, 300  # the first statuses of two classes
_COMPONENTS = "#/components/schemas/"
_METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH")
_GREEDY = re.compile(r"\{([^}]+)\+\}")

# What API Gateway answers by itself (troubleshooting HTTP API JWT authorizers and Lambda integrations, API Gateway
# developer guide, 2026-11).
_OF_GATEWAY = {"schema": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}}
# IAM authorization in OpenAPI (x-amazon-apigateway-authtype, API Gateway developer guide, 2026-11).
_SIGNED = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "The request is signed by an AWS identity (Signature Version 4) that may invoke the route.",
    "x-amazon-apigateway-authtype": "awsSigv4",
}


def files(model: Model) -> Iterator[File]:
    """Yield the document of each stack that has an API with routes."""
    for stack in model.stacks:
        if stack.api and stack.routes:
            view = {"document": document(model, stack, stack.api)}
            yield File(path(stack), "docs/openapi.json.j2", view)


def path(stack: Stack) -> PurePosixPath:
    """Return where the document of a stack lies in the output."""
    return PurePosixPath(f"docs/openapi-{stack.names.stack}.json")


def document(model: Model, stack: Stack, api: Api) -> Json:
    """Return an API's document: its paths, what they take and answer, and who may call them.

    The route `$default` is not in it: OpenAPI describes no answer to everything else.
    """
    routes = [route for route in stack.routes.values() if route.path]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": model.system.get("title", stack.names.system),
            **_described(api.description),
            "version": "1",
        },
        "servers": [_server(stack, api)],
        "security": _security(api.auth),
        "paths": _paths(stack, api, routes),
        "components": _components(stack, api, routes),
    }


def gateway_answers(route: Route) -> list[int]:
    """Return the statuses with which API Gateway answers by itself: it refuses, or got no answer that it can pass on."""
    refused = {"jwt": [401, 403] if route.scopes else [401], "iam": [403], "none": []}[route.auth]
    return [*refused, 429, 500]


def _server(stack: Stack, api: Api) -> Json:
    if api.domain and not has_tokens(api.domain.name):
        return {"url": "/".join(filter(None, (f"https://{api.domain.name}", api.domain.path)))}
    return {
        "url": f"https://{{api_id}}.execute-api.{stack.names.region}.amazonaws.com",
        "description": f"The environment {stack.names.environment}. AWS makes the id of the API.",
        "variables": {"api_id": {"default": "api-id"}},
    }


def _paths(stack: Stack, api: Api, routes: list[Route]) -> Json:
    found: dict[str, Json] = {}
    taken: set[str] = set()
    # What is said of one method goes before what is said of any.
    for route in sorted(routes, key=lambda route: (route.path, route.method == "ANY", route.method)):
        here = found.setdefault(_GREEDY.sub(r"{\1}", route.path), {})
        methods = _METHODS if route.method == "ANY" else (route.method,)
        for method in (one.lower() for one in methods if one.lower() not in here):
            here[method] = _operation(stack, api, route, _operation_id(method, route.path, taken))
    return found


def _operation_id(method: str, path: str, taken: set[str]) -> str:
    """Return `get_orders_id` for `GET /orders/{id}`; paths that differ in signs only are counted."""
    name = "_".join([method, *re.findall(r"[A-Za-z0-9]+", path)])
    number = next(number for number in range(1, len(taken) + 2) if _counted(name, number) not in taken)
    taken.add(_counted(name, number))
    return _counted(name, number)


def _counted(name: str, number: int) -> str:
    return name if number == 1 else f"{name}_{number}"


def _operation(stack: Stack, api: Api, route: Route, operation_id: str) -> Json:
    request = route.contract.request or _input(stack, route)
    values = [_parameter(value) for value in route.contract.values]
    return {
        "operationId": operation_id,
        **({"summary": route.description} if route.description else {}),
        **({"description": f"Open to everybody: {route.reason}"} if route.auth == "none" and route.reason else {}),
        **({} if (who := _security(route.auth, route.scopes)) == _security(api.auth) else {"security": who}),
        **({"parameters": values} if values else {}),
        **({"requestBody": {"required": True, "content": _content(stack, request)}} if request else {}),
        "responses": _responses(stack, api, route),
    }


def _input(stack: Stack, route: Route) -> Thing | None:
    """Return the schema of the input of the workflow that a route starts: it is the request's body."""
    workflow = stack.workflows.get(route.target.key) if route.target.section == "workflows" else None
    return workflow.input if workflow else None


def _parameter(value: Value) -> Json:
    return {
        "name": value.name,
        "in": value.place,
        **({"required": True} if value.required else {}),
        **_described(value.description),
        "schema": dict(value.schema),
    }


def _security(auth: str, scopes: tuple[str, ...] = ()) -> list[Json]:
    """Return the alternatives: a token needs one of the scopes, not all of them."""
    match auth:
        case "jwt":
            return [{"token": [scope]} for scope in scopes] or [{"token": []}]
        case "iam":
            return [{"signature": []}]
        case _:
            return []


def _responses(stack: Stack, api: Api, route: Route) -> Json:
    """Return what a route answers: its own, what any route may, and what API Gateway says by itself."""
    own, gateway = route.contract.responses, gateway_answers(route)
    answers = {status: _answer(stack, status, thing, of_gateway=status in gateway) for status, thing in own.items()}
    shared = {
        status: {"$ref": f"#/components/responses/{status}"}
        for status in (*api.responses, *gateway)
        if status not in own
    }
    found = answers | shared
    if not any(status < _REDIRECTION for status in own):
        found[_OK] = {"description": "The spec does not describe the answer."}
    return {str(int(status)): found[status] for status in sorted(found)}


def _answer(stack: Stack, status: int, thing: Thing | None, *, of_gateway: bool) -> Json:
    content = _content(stack, thing) if thing else {}
    if of_gateway:
        content = {JSON: _OF_GATEWAY, **content}
    return {"description": PHRASES.get(status, f"Status {status}"), **({"content": content} if content else {})}


def _content(stack: Stack, thing: Thing) -> Json:
    message = stack.schemas[thing.key]
    return {message.media_type: {"schema": {"$ref": f"{_COMPONENTS}{message.key}"}}}


def _components(stack: Stack, api: Api, routes: list[Route]) -> Json:
    gateway = {status for route in routes for status in gateway_answers(route)}
    responses = {
        str(status): _answer(stack, status, api.responses.get(status), of_gateway=status in gateway)
        for status in sorted({*api.responses, *gateway})
    }
    parts = {
        "schemas": _schemas(stack, api, routes),
        "responses": responses,
        "securitySchemes": _schemes(api, routes),
    }
    return {name: part for name, part in parts.items() if part}


def _schemas(stack: Stack, api: Api, routes: list[Route]) -> Json:
    """Return every schema that a route names, and those that these are made of."""
    named = [*api.responses.values(), *(_input(stack, route) for route in routes)]
    for route in routes:
        named += [route.contract.request, *route.contract.responses.values()]
    keys = {thing.key for thing in named if thing}
    keys |= {part for key in keys for part in stack.schemas[key].parts}
    return {key: _schema(stack, key) for key in sorted(keys)}


def _schema(stack: Stack, key: str) -> Json:
    message = stack.schemas[key]
    own: Mapping[str, Any] = placed(message.written, f"{_COMPONENTS}{key}", _COMPONENTS)
    return {**_described(message.description), **own}


def _schemes(api: Api, routes: list[Route]) -> Json:
    kinds = {api.auth, *(route.auth for route in routes)}
    found: Json = {}
    if "jwt" in kinds:
        found["token"] = _token(api)
    if "iam" in kinds:
        found["signature"] = _SIGNED
    return found


def _token(api: Api) -> Json:
    """Return how a token is sent; whose tokens are taken can be said only where it is known before AWS makes the pool."""
    issuer = api.jwt.issuer if api.jwt else ""
    if not issuer or has_tokens(issuer):
        said = "A token of the user pool in the Authorization header."
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": said}
    return {"type": "openIdConnect", "openIdConnectUrl": f"{issuer.rstrip('/')}/.well-known/openid-configuration"}


def _described(text: str) -> Json:
    return {"description": text} if text else {}
