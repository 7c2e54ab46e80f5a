"""What a call of an AWS API has to be allowed: IAM actions, each on the ARN of what the call names.

Which parameter names the resource is from the Service Authorization Reference (November 2026). A call that is not listed
needs `*`: that is right for actions that take no resource, and refuses the others unless a wildcard is granted.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote

from generator.iam_operations import PROFILES, STATEMENTS, TRANSACTION_ENTRIES, actions_for, actions_of_call
from generator.local import presigned
from generator.local.aws_call import Call

_DELETED_KEY = re.compile(rb"<Key>(.*?)</Key>", re.DOTALL)
# The table of a statement of PartiQL, and its index: FROM "orders"."by_day".
_STATEMENT_TABLE = re.compile(r'\b(?:from|into|update)\s+"?([\w.-]+)"?(?:\."([\w.-]+)")?', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call is made: its ARNs hold both."""

    region: str
    account: str

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True, slots=True)
class Need:
    """One action on one resource. context: values of the condition keys that the call carries."""

    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]]


def needs(call: Call, place: Place) -> list[Need]:
    """Return everything that a call has to be allowed; nothing where AWS asks for no permission."""
    context = _context(call)
    return [Need(action, resource, context) for action, resource in _pairs(call, place)]


def _pairs(call: Call, place: Place) -> Iterator[tuple[str, str]]:
    operation = f"{call.iam_service}:{call.operation}"
    if operation in _EACH_FOR_ITSELF:
        yield from _EACH_FOR_ITSELF[operation](call.parameters, place)
        return
    resources = list(_RESOURCES[call.service](call, place)) if call.service in _RESOURCES else ["*"]
    actions = actions_of_call(operation, call.parameters)
    yield from ((action, resource) for action in actions for resource in resources)
    for image in _images(call.parameters):
        yield "s3:GetObject", image


def _images(parameters: Mapping[str, Any]) -> Iterator[str]:
    """Yield the objects that a service reads in the caller's name, such as Rekognition an image."""
    for value in parameters.values():
        match value:
            case {"S3Object": {"Bucket": str(bucket), "Name": str(key)}}:
                yield f"arn:aws:s3:::{bucket}/{key}"


def _context(call: Call) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    if call.service != "s3":
        return found
    if (prefix := call.parameters.get("Prefix")) is not None:
        found["s3:prefix"] = (str(prefix),)
    if call.presigned:
        found["s3:signatureAge"] = (str(presigned.age_ms(call)),)
    return found


def _table(name: str, place: Place) -> str:
    return name if name.startswith("arn:") else place.arn("dynamodb", f"table/{name}")


def _dynamodb(call: Call, place: Place) -> Iterator[str]:
    given = call.parameters
    if "StreamArn" in given or "ShardIterator" in given:
        yield given.get("StreamArn") or str(given["ShardIterator"]).rpartition("|")[0]
    elif "RequestItems" in given:
        yield from (_table(name, place) for name in given["RequestItems"])
    elif "TableName" in given:
        table = _table(str(given["TableName"]), place)
        yield f"{table}/index/{given['IndexName']}" if "IndexName" in given else table
    else:
        yield "*"


def _transaction(parameters: Mapping[str, Any], place: Place) -> Iterator[tuple[str, str]]:
    for item in parameters.get("TransactItems", ()):
        for word, entry in item.items():
            yield TRANSACTION_ENTRIES[word], _table(entry["TableName"], place)


def _statement(parameters: Mapping[str, Any], place: Place) -> Iterator[tuple[str, str]]:
    text = str(parameters.get("Statement", "")).strip()
    action = STATEMENTS.get(text.partition(" ")[0].upper())
    for one in (action,) if action else actions_for("dynamodb:ExecuteStatement"):
        table = _STATEMENT_TABLE.search(text)
        arn = _table(table[1], place) if table else "*"
        yield one, f"{arn}/index/{table[2]}" if table and table[2] else arn


def _statements(parameters: Mapping[str, Any], place: Place) -> Iterator[tuple[str, str]]:
    for one in (*parameters.get("Statements", ()), *parameters.get("TransactStatements", ())):
        yield from _statement(one, place)


def _s3(call: Call, _place: Place) -> Iterator[str]:
    bucket, key = call.parameters.get("Bucket"), call.parameters.get("Key")
    if bucket is None:
        yield "*"
    elif call.operation == "DeleteObjects":
        yield from (
            f"arn:aws:s3:::{bucket}/{unescape(key.decode())}" for key in _DELETED_KEY.findall(call.request.body)
        )
    else:
        yield f"arn:aws:s3:::{bucket}" + (f"/{key}" if key is not None else "")


def _copy(parameters: Mapping[str, Any], _place: Place) -> Iterator[tuple[str, str]]:
    source = unquote(str(parameters.get("CopySource", ""))).lstrip("/").partition("?")[0]
    yield "s3:GetObject", f"arn:aws:s3:::{source}"
    written = f"arn:aws:s3:::{parameters.get('Bucket')}/{parameters.get('Key')}"
    actions = actions_of_call("s3:CopyObject", parameters)
    yield from ((action, written) for action in actions if action != "s3:GetObject")


def _events(call: Call, place: Place) -> Iterator[str]:
    entries = call.parameters.get("Entries")
    buses = {str(entry.get("EventBusName", "default")) for entry in entries or ()}
    yield from (bus if bus.startswith("arn:") else place.arn("events", f"event-bus/{bus}") for bus in sorted(buses))
    if not buses:
        yield "*"


def _named(parameter: str, service: str, form: str) -> Callable[[Call, Place], Iterator[str]]:
    """Return what reads an ARN, or a name that becomes one, from one parameter."""

    def resources(call: Call, place: Place) -> Iterator[str]:
        value = call.parameters.get(parameter)
        if value is None:
            yield "*"
        else:
            yield str(value) if str(value).startswith("arn:") else place.arn(service, form.format(value))

    return resources


def _queue(call: Call, place: Place) -> Iterator[str]:
    url = call.parameters.get("QueueUrl")
    yield place.arn("sqs", str(url).rpartition("/")[2]) if url else "*"


def _function(call: Call, place: Place) -> Iterator[str]:
    name = str(call.parameters.get("FunctionName", "*"))
    qualifier = call.parameters.get("Qualifier")
    arn = name if name.startswith("arn:") else place.arn("lambda", f"function:{name}")
    yield f"{arn}:{qualifier}" if qualifier else arn


def _machine(call: Call, _place: Place) -> Iterator[str]:
    yield str(call.parameters.get("stateMachineArn") or call.parameters.get("executionArn") or "*")


# Where an inference profile sends its calls: the model must be allowed in each of these (Amazon Bedrock user guide, "Geographic
# cross-Region inference", November 2026). A geography that is not listed has regions of its own for each model.
_DESTINATIONS = {"us": ("us-east-1", "us-east-2", "us-west-2")}


def _model(call: Call, place: Place) -> Iterator[str]:
    model = str(call.parameters.get("modelId", "*"))
    if model.startswith("arn:"):
        yield model
    elif not model.startswith(PROFILES):
        yield f"arn:aws:bedrock:{place.region}::foundation-model/{model}"
    else:
        geography, _, name = model.partition(".")
        yield place.arn("bedrock", f"inference-profile/{model}")
        for region in _DESTINATIONS.get(geography, (place.region,)):
            yield f"arn:aws:bedrock:{region}::foundation-model/{name}"


def _parameter(call: Call, place: Place) -> Iterator[str]:
    names = call.parameters.get("Names") or [call.parameters.get("Name") or call.parameters.get("Path") or "*"]
    yield from (place.arn("ssm", f"parameter/{str(name).lstrip('/')}") for name in names)


_RESOURCES: Mapping[str, Callable[[Call, Place], Iterator[str]]] = {
    "bedrock": _model,
    "dynamodb": _dynamodb,
    "events": _events,
    "kms": _named("KeyId", "kms", "key/{}"),
    "lambda": _function,
    "logs": _named("logGroupName", "logs", "log-group:{}"),
    "s3": _s3,
    # Its ARN ends in six characters that AWS chooses.
    "secretsmanager": _named("SecretId", "secretsmanager", "secret:{}-local0"),
    "sns": _named("TopicArn", "sns", "{}"),
    "sqs": _queue,
    "ssm": _parameter,
    "states": _machine,
}

_EACH_FOR_ITSELF: Mapping[str, Callable[[Mapping[str, Any], Place], Iterator[tuple[str, str]]]] = {
    "dynamodb:BatchExecuteStatement": _statements,
    "dynamodb:ExecuteStatement": _statement,
    "dynamodb:ExecuteTransaction": _statements,
    "dynamodb:TransactWriteItems": _transaction,
    "dynamodb:TransactGetItems": _transaction,
    "s3:CopyObject": _copy,
}
