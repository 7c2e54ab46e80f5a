"""Reads an HTTP request to AWS: which service and operation it is for, with what parameters, signed by whom.

Operations and their HTTP forms are those of botocore's own service models.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from botocore.model import OperationModel, ServiceModel

from generator.local import sessions
from generator.local.substrate import Request

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d{8}/[^/]*/([^/]+)/aws4_request")
_RPC_PATH = re.compile(r"/service/[^/]+/operation/(\w+)")

# The name that a service signs with -> botocore's name for it, where they differ.
_SERVICES = {
    "states": "stepfunctions",
    "monitoring": "cloudwatch",
    "bedrock": "bedrock-runtime",
    "email": "sesv2",
    "elasticloadbalancing": "elbv2",
    "tagging": "resourcegroupstaggingapi",
}
# The same for requests that nobody signs: what the target's name begins with.
_UNSIGNED = {"AWSCognitoIdentityProviderService": "cognito-idp"}
# botocore's names for what else signs with the name of a service.
_BESIDE = {"dynamodb": ("dynamodbstreams",)}
# What IAM calls a service, where it is not the name that it signs with.
_IAM = {"monitoring": "cloudwatch"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an AWS API.

    service: as it signs, such as `states`. operation: `StartExecution`; empty where the request is for none.
    access_key: whose call it is; empty for a request that nobody signed. presigned: the signature is in the URL.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    access_key: str
    request: Request
    presigned: bool = False
    protocol: str = "json"
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """The first part of the host that the call is for, such as `monitoring`; streams of tables have one of their own."""
        if self.request.headers.get("x-amz-target", "").startswith("DynamoDBStreams_"):
            return "streams.dynamodb"
        model = _model(_SERVICES.get(self.service, self.service))
        return str(model.metadata["endpointPrefix"]) if model else self.service

    @property
    def iam_service(self) -> str:
        return _IAM.get(self.service, self.service)


def read(request: Request) -> Call | None:
    """Return the call that a request is; None for a request that is none."""
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    credential = _CREDENTIAL.search(request.headers.get("authorization", ""))
    presigned = query.get("X-Amz-Credential", "").split("/")
    target = request.headers.get("x-amz-target", "")
    if credential:
        access_key, service = credential.groups()
    elif len(presigned) == 5:  # noqa: PLR2004 - key, date, region, service, aws4_request
        access_key, service = presigned[0], presigned[3]
    elif known := _UNSIGNED.get(target.partition(".")[0]):
        access_key, service = "", known
    else:
        return None
    model = _model(_SERVICES.get(service, service))
    if model is None:
        return Call(service, "", {}, access_key, request)
    operation, parameters = _operation(model, request, query)
    protocol = model.metadata["protocol"]
    return Call(service, operation, parameters, access_key, request, len(presigned) > 1, protocol, query)


@cache
def operations(service: str) -> frozenset[str]:
    """Return what can be called of a service in IAM's words; nothing where AWS has no such service."""
    signed = next((name for name, known in _IAM.items() if known == service), service)
    models = [_model(name) for name in (_SERVICES.get(signed, signed), *_BESIDE.get(signed, ()))]
    return frozenset(name for model in models if model is not None for name in model.operation_names)


@cache
def _model(service: str) -> ServiceModel | None:
    session = sessions.described()
    return session.get_service_model(service) if service in session.get_available_services() else None


def _operation(model: ServiceModel, request: Request, query: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    target = request.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2], _json(request.body)
    if rpc := _RPC_PATH.fullmatch(request.path):
        return rpc[1], {}
    if model.metadata["protocol"] in ("query", "ec2"):
        form = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True)) | dict(query)
        return form.get("Action", ""), dict(form)
    found = _rest(model, request, query)
    if found is None:
        return "", {}
    operation, labels = found
    given = _located(operation, request, query)
    body = {} if model.metadata["protocol"] == "rest-xml" else _body(operation, request)
    return operation.name, {**body, **given, **labels}


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _body(operation: OperationModel, request: Request) -> dict[str, Any]:
    """Return the members of a body; a body that is one member's bytes has none."""
    shape = operation.input_shape
    payload = shape.serialization.get("payload") if shape is not None else None
    if shape is not None and payload and shape.members[payload].type_name in ("blob", "string"):
        return {}
    return _json(request.body)


@dataclass(frozen=True, slots=True)
class _Form:
    """The HTTP form of a REST operation. needs: names of query parameters and headers without which it is another one."""

    operation: OperationModel
    method: str
    path: re.Pattern[str]
    fixed: Mapping[str, str]
    needs: frozenset[tuple[str, str]]


@cache
def _forms(service: str) -> tuple[_Form, ...]:
    """Return the forms of a service's operations, those that ask for most first."""
    model = _model(service)
    assert model is not None
    forms = [_form(model.operation_model(name)) for name in model.operation_names]
    return tuple(sorted(forms, key=lambda form: (-len(form.fixed) - len(form.needs), -len(form.path.pattern))))


def _form(operation: OperationModel) -> _Form:
    path, _, query = operation.http["requestUri"].partition("?")
    pattern = "".join(_pattern(piece) for piece in re.split(r"(\{[^}]*\})", path))
    needs = set()
    shape = operation.input_shape
    members = shape.members if shape is not None else {}
    for name in shape.required_members if shape is not None else ():
        member = members[name].serialization
        if member.get("location") in ("querystring", "header"):
            needs.add((member["location"], member["name"].lower()))
    fixed = dict(parse_qsl(query, keep_blank_values=True))
    return _Form(operation, operation.http["method"], re.compile(pattern + "/?"), fixed, frozenset(needs))


def _pattern(piece: str) -> str:
    if not piece.startswith("{"):
        return re.escape(piece)
    name = re.sub(r"\W", "", piece)
    return f"(?P<{name}>.+)" if piece.endswith("+}") else f"(?P<{name}>[^/]+)"


def _rest(
    model: ServiceModel, request: Request, query: Mapping[str, str]
) -> tuple[OperationModel, dict[str, str]] | None:
    names = {("querystring", name.lower()) for name in query} | {("header", name) for name in request.headers}
    for form in _forms(model.service_name):
        match = form.path.fullmatch(request.path) if form.method == request.method else None
        if match and form.needs <= names and all(query.get(key) == value for key, value in form.fixed.items()):
            return form.operation, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def _located(operation: OperationModel, request: Request, query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that stand in the query and in headers."""
    return dict(_pairs(operation, request, query))


def _pairs(operation: OperationModel, request: Request, query: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    shape = operation.input_shape
    if shape is None:
        return
    for name, member in shape.members.items():
        written = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "querystring" if written in query:
                yield name, query[written]
            case "header" if written.lower() in request.headers:
                yield name, request.headers[written.lower()]
