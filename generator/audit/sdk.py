"""boto3 as the user's code uses it: clients, resources, paginators, waiters, presigned URLs, transfers of files."""

from collections.abc import Mapping
from typing import Any

from generator.audit import services
from generator.audit.state import Doubt, Interpreter, Operation, Place
from generator.audit.unions import join, texts
from generator.audit.values import (
    NOTHING,
    UNKNOWN,
    Arguments,
    Begins,
    Client,
    Collection,
    Entries,
    Known,
    Many,
    Outside,
    Paginator,
    Resource,
    Values,
    Waiter,
)

_SESSION: Values = frozenset({Outside("boto3.Session")})
_PARAMETERS_OF_OTHERS = "*"
_CREDENTIALS = frozenset({"aws_access_key_id", "aws_session_token", "profile_name", "botocore_session"})

# boto3's own methods of S3: what their arguments are called, and which operations they call (boto3 1.44, s3/inject.py).
_TRANSFERS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "upload_file": (("Filename", "Bucket", "Key"), ("PutObject",)),
    "upload_fileobj": (("Fileobj", "Bucket", "Key"), ("PutObject",)),
    "download_file": (("Bucket", "Key", "Filename"), ("HeadObject", "GetObject")),
    "download_fileobj": (("Bucket", "Key", "Fileobj"), ("HeadObject", "GetObject")),
    "copy": (("CopySource", "Bucket", "Key"), ("CopyObject",)),
    "generate_presigned_post": (("Bucket", "Key"), ("PutObject",)),
}
_LISTINGS = frozenset({"ListObjects", "ListObjectsV2"})
_WALKED = frozenset({"all", "filter", "limit", "page_size", "pages"})


def made(reader: Interpreter, path: str, given: Arguments, place: Place) -> Values:
    """Return what a function of boto3 makes: a client, a resource, a session."""
    kind = path.rpartition(".")[2]
    if kind not in ("Session", "client", "resource"):
        return UNKNOWN
    if _CREDENTIALS.intersection(dict(given.named)):
        reader.found.doubts.add(
            Doubt(place, "this acts with another role; what it calls is not compared", hides_calls=False)
        )
        return frozenset({Outside("another.role")})
    if kind == "Session":
        return _SESSION
    if dict(given.named).get("region_name", _here(reader)) != _here(reader):
        message = "this may call another region; what is there is taken for what has the same name here"
        reader.found.doubts.add(Doubt(place, message, hides_calls=False))
    name = given.first("service_name")
    found = [service for service in texts(name) if services.exists(service)]
    if len(found) < len(name) or not found:
        reader.found.doubts.add(Doubt(place, "the service of this client is not known"))
    return frozenset(Client(one) if kind == "client" else Resource(one, "") for one in found) or frozenset({Client("")})


def _here(reader: Interpreter) -> Values:
    return frozenset(filter(None, [reader.variable("AWS_REGION")]))


def method(
    reader: Interpreter,
    value: Client | Paginator | Waiter | Resource | Collection,
    name: str,
    given: Arguments,
    place: Place,
) -> Values:
    """Return what a method of boto3's answers, and note the operations that it calls."""
    match value:
        case Client():
            return _of_client(reader, value.service, name, given, place)
        case Paginator(service, paged) if name == "paginate":
            return frozenset({Many(record(reader, service, services.operation(service, paged), given, place))})
        case Waiter(service, waiter) if name == "wait":
            return record(reader, service, services.waits_on(service, waiter), given, place)
        case Resource():
            return _of_resource(reader, value, name, given, place)
        case Collection() if name in _WALKED:
            return _walked(reader, value, given, place)
        case _:
            return UNKNOWN


def record(reader: Interpreter, service: str, operation: str | None, given: Arguments, place: Place) -> Values:
    """Note an operation and return its answer."""
    if operation is None:
        return UNKNOWN
    arguments = dict(given.named)
    if given.named_star:
        arguments[_PARAMETERS_OF_OTHERS] = given.named_star
    reader.found.operations.add(
        Operation(service, operation, tuple(sorted(arguments.items(), key=lambda one: one[0])), place)
    )
    if operation in _LISTINGS:
        return _listed(arguments.get("Prefix", NOTHING))
    if operation == "GetQueueUrl":
        return frozenset({Entries(((Known("QueueUrl"), arguments.get("QueueName", UNKNOWN)),), UNKNOWN)})
    return UNKNOWN


def _listed(prefixes: Values) -> Values:
    """Return the answer to a listing of a bucket."""
    listed = frozenset({Many(frozenset({Entries(((Known("Key"), _keys(prefixes)),), UNKNOWN)}))})
    return frozenset({Entries(((Known("Contents"), listed),), UNKNOWN)})


def _keys(prefixes: Values) -> Values:
    """Return the keys that a listing answers: they begin as was asked for."""
    starts = [one.text if isinstance(one, Begins) else one.value for one in prefixes if isinstance(one, Begins | Known)]
    return frozenset(Begins(start) for start in starts if isinstance(start, str)) or UNKNOWN


def _of_client(reader: Interpreter, service: str, name: str, given: Arguments, place: Place) -> Values:
    if not service:
        return UNKNOWN
    if operation := services.operation(service, name):
        return record(reader, service, operation, given, place)
    chosen = texts(given.first())
    match name:
        case "get_paginator" | "get_waiter" | "generate_presigned_url" if not chosen:
            reader.found.doubts.add(Doubt(place, "an operation is chosen by a name that is not known", (service,)))
            return UNKNOWN
        case "get_paginator":
            return frozenset(Paginator(service, one) for one in chosen)
        case "get_waiter":
            return frozenset(Waiter(service, one) for one in chosen)
        case "generate_presigned_url":
            parameters = _parameters(given.first("Params", 1))
            return join(record(reader, service, services.operation(service, one), parameters, place) for one in chosen)
        case _ if service == "s3" and name in _TRANSFERS:
            return _transferred(reader, name, given, place, {})
        case _:
            return UNKNOWN


def _parameters(values: Values) -> Arguments:
    """Return the arguments that a mapping holds."""
    named: dict[str, Values] = {}
    others = NOTHING
    for value in values:
        if not isinstance(value, Entries):
            others |= UNKNOWN
            continue
        others |= value.others
        for key, held in value.known:
            if isinstance(key, Known) and isinstance(key.value, str):
                named[key.value] = named.get(key.value, NOTHING) | held
    return Arguments((), tuple(sorted(named.items(), key=lambda one: one[0])), NOTHING, others)


def _transferred(reader: Interpreter, name: str, given: Arguments, place: Place, own: Mapping[str, Values]) -> Values:
    parameters, operations = _TRANSFERS[name]
    asked = [parameter for parameter in parameters if parameter not in own]
    passed = {parameter: given.first(parameter, number) for number, parameter in enumerate(asked)}
    for operation in operations:
        record(reader, "s3", operation, Arguments(named=tuple({**passed, **own}.items())), place)
    return UNKNOWN


def _of_resource(reader: Interpreter, value: Resource, name: str, given: Arguments, place: Place) -> Values:
    described = services.resource(value.service, value.kind)
    part = _named(described.get("has", {}), name)
    if part:
        return frozenset({_related(value, part["resource"], given)})
    if action := _named(described.get("actions", {}), name):
        return _acted(reader, value, action, given, place)
    if name in ("load", "reload") and "load" in described:
        return _requested(reader, value, described["load"], Arguments(), place)
    if waiter := _named(described.get("waiters", {}), name):
        polled = services.waits_on(value.service, services.method_name(waiter["waiterName"]))
        return record(reader, value.service, polled, _own(value, waiter, Arguments()), place)
    if value.service == "dynamodb" and name == "batch_writer":
        table = Arguments(named=(("TableName", _identifier(value, "Name")),))
        record(reader, "dynamodb", "BatchWriteItem", table, place)
        return frozenset({Outside("boto3.batch_writer")})
    if value.service == "s3" and name in _TRANSFERS:
        own = {"Bucket": _identifier(value, "Name" if value.kind == "Bucket" else "BucketName")}
        key = {"Key": _identifier(value, "Key")} if value.kind != "Bucket" else {}
        return _transferred(reader, name, given, place, own | key)
    return UNKNOWN


def _acted(reader: Interpreter, value: Resource, action: Mapping[str, Any], given: Arguments, place: Place) -> Values:
    if "request" not in action:
        return UNKNOWN
    answer = _requested(reader, value, action, given, place)
    if "resource" not in action:
        return answer
    made = _related(value, action["resource"], Arguments())
    if action["request"]["operation"] == "GetQueueUrl":
        return frozenset({Resource(value.service, made.kind, (("Url", given.first("QueueName")),))})
    return frozenset({made})


def _requested(
    reader: Interpreter, value: Resource, described: Mapping[str, Any], given: Arguments, place: Place
) -> Values:
    """Note the operation that a resource calls, with its own identifiers among the arguments."""
    request = described["request"]
    return record(reader, value.service, request["operation"], _own(value, request, given), place)


def batch(reader: Interpreter, values: Values, name: str, place: Place) -> None:
    """Note what is done to several resources at once, such as `bucket.objects.all().delete()`."""
    for value in values:
        if isinstance(value, Resource):
            described = services.resource(value.service, value.kind)
            action = _named(described.get("batchActions", {}), name)
            if action:
                _requested(reader, value, action, Arguments(), place)


def attribute(reader: Interpreter, value: Resource, name: str, place: Place) -> Values | None:
    """Return an attribute of a resource; None where it is a method. Reading what AWS knows of it calls AWS."""
    described = services.resource(value.service, value.kind)
    if _named(described.get("hasMany", {}), name):
        return frozenset({Collection(value, name)})
    for identifier, held in value.identifiers:
        if name in (services.method_name(identifier), services.method_name(f"{value.kind}{identifier}")):
            return held
    if {"load", "shape"} <= described.keys() and name in services.member_names(value.service, described["shape"]):
        return _requested(reader, value, described["load"], Arguments(), place)
    return None


def _walked(reader: Interpreter, value: Collection, given: Arguments, place: Place) -> Values:
    found = _named(services.resource(value.of.service, value.of.kind).get("hasMany", {}), value.name) or {}
    _requested(reader, value.of, found, given, place)
    listed = _related(value.of, found["resource"], Arguments())
    if found["request"]["operation"] in _LISTINGS:
        key = ("Key", _keys(dict(given.named).get("Prefix", NOTHING)))
        others = (one for one in listed.identifiers if one[0] != "Key")
        listed = Resource(listed.service, listed.kind, (*others, key))
    return frozenset({Many(frozenset({listed}))})


def _own(value: Resource, described: Mapping[str, Any], given: Arguments) -> Arguments:
    """Return the arguments of an operation, with those that are identifiers of its resource."""
    found = dict(given.named)
    for parameter in described.get("params", ()):
        if parameter["source"] == "identifier" and not {".", "["} & set(parameter["target"]):
            found[parameter["target"]] = _identifier(value, parameter["name"])
    named = tuple(sorted(found.items(), key=lambda one: one[0]))
    return Arguments((), named, given.star, given.named_star)


def _related(value: Resource, described: Mapping[str, Any], given: Arguments) -> Resource:
    identifiers = []
    inputs = 0
    for one in described.get("identifiers", ()):
        match one["source"]:
            case "input":
                identifiers.append((one["target"], given.first(services.method_name(one["target"]), inputs) or UNKNOWN))
                inputs += 1
            case "identifier":
                identifiers.append((one["target"], _identifier(value, one["name"])))
            case _:
                identifiers.append((one["target"], UNKNOWN))
    return Resource(value.service, described["type"], tuple(identifiers))


def _identifier(value: Resource, name: str) -> Values:
    return dict(value.identifiers).get(name, UNKNOWN)


def _named(described: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((one for key, one in described.items() if name in (key, services.method_name(key))), None)


def client_of(value: Resource) -> Client:
    """Return the client that a resource uses."""
    return Client(value.service)
