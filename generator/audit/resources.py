"""Which ARN a call means: what its arguments name, found among the stack's own things or made from its name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator import arns, iam
from generator.audit.state import Operation
from generator.audit.unions import members
from generator.audit.values import UNKNOWN as ANYTHING
from generator.audit.values import Begins, Entries, Items, Known, Many, Value, Values
from generator.model import Stack
from generator.scope import Thing, section_of


@dataclass(frozen=True, slots=True)
class Whole:
    """A resource that is known; `*` where AWS asks for no other."""

    arn: str


@dataclass(frozen=True, slots=True)
class Part:
    """A resource of which the ARN's beginning is known; nothing at all where that is empty."""

    start: str


Where = Whole | Part
UNKNOWN = Part("")

# The argument that names the resource, and the section of the spec that such resources stand in.
_ARGUMENTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "cognito-idp": (("UserPoolId",), "auth"),
    "dynamodb": (("TableName",), "tables"),
    "events": (("EventBusName",), "buses"),
    "lambda": (("FunctionName",), "functions"),
    "scheduler": (("Name",), "schedules"),
    "secretsmanager": (("SecretId",), "secrets"),
    "sns": (("TopicArn", "TargetArn"), "topics"),
    "sqs": (("QueueUrl", "QueueName"), "queues"),
    "ssm": (("Name", "Names"), "parameters"),
    "states": (("stateMachineArn",), "workflows"),
}
_QUEUE_URL = re.compile(r"https://sqs\.([^.]+)\.amazonaws\.com/([^/]+)/(.+)")


def named(operation: Operation, service: str, action: str, stack: Stack) -> Iterator[Where]:
    """Yield the resources that an operation names."""
    arguments, section = _ARGUMENTS.get(service, ((), ""))
    values = next((found for one in arguments if (found := operation.argument(one))), ANYTHING)
    if service == "dynamodb":
        yield from _indexed(tables(values, stack), operation.argument("IndexName"))
        return
    for text in _texts(_spread(values)):
        yield UNKNOWN if text is None else Whole(_arn(text, section, action, operation, stack))


def tables(values: Values, stack: Stack) -> list[Where]:
    """Return the tables of these names."""
    found: list[Where] = []
    for text in _texts(values):
        thing = _thing(text, "tables", stack) if text is not None else None
        found.append(UNKNOWN if text is None else Whole(thing.arn if thing else _made(text, "tables", stack)))
    return found


def _indexed(found: list[Where], indexes: Values) -> Iterator[Where]:
    """Yield the index of a table that is read, or the table where none is named."""
    for where in found:
        if not isinstance(where, Whole) or not indexes - {Known(None)}:
            yield where
            continue
        for index in _texts(indexes):
            yield Part(f"{where.arn}/index/") if index is None else Whole(f"{where.arn}/index/{index}")


def buckets(operation: Operation, action: str, stack: Stack) -> Iterator[Where]:
    """Yield the bucket, or the object in it, that an action of S3 is on."""
    if iam.is_on_bucket(action):
        for text in _texts(operation.argument("Bucket")):
            yield UNKNOWN if text is None else Whole(_bucket(text, stack))
        return
    yield from objects(operation.argument("Bucket"), operation.argument("Key"), stack)


def objects(bucket: Values, key: Values, stack: Stack) -> Iterator[Where]:
    """Yield the objects of these keys in these buckets."""
    for text in _texts(bucket):
        if text is None:
            yield UNKNOWN
            continue
        start = f"{_bucket(text, stack)}/"
        for one in sorted(widest(key), key=repr) or [*ANYTHING]:
            match one:
                case Known(None):
                    continue
                case Known(str(name)):
                    yield Whole(start + name)
                case Begins(name):
                    yield Part(start + name)
                case _:
                    yield Part(start)


def widest(values: Values) -> Values:
    """Return texts without those that others, of which only the beginning is known, include."""
    starts = [value.text for value in values if isinstance(value, Begins)]
    return frozenset(value for value in values if not _is_included(value, starts))


def _is_included(value: Value, starts: list[str]) -> bool:
    match value:
        case Begins(text):
            return any(text.startswith(start) for start in starts if start != text)
        case Known(str(text)):
            return any(text.startswith(start) for start in starts)
        case _:
            return False


def copied(sources: Values, stack: Stack) -> Iterator[Where]:
    """Yield the object that is copied, written `{"Bucket": ..., "Key": ...}` or `bucket/key`."""
    for value in sources:
        match value:
            case Entries(entries, _):
                held = dict(entries)
                yield from objects(held.get(Known("Bucket"), ANYTHING), held.get(Known("Key"), ANYTHING), stack)
            case Known(str(text)):
                bucket, _, key = text.lstrip("/").partition("/")
                yield Whole(f"{_bucket(bucket, stack)}/{key}")
            case _:
                yield UNKNOWN


def buses(entry: Value, stack: Stack) -> Iterator[Where]:
    """Yield the bus that one event goes to; the account's own where it names none."""
    if not isinstance(entry, Entries):
        yield UNKNOWN
        return
    values = dict(entry.known).get(Known("EventBusName"), entry.others)
    for text in _texts(values) if values else ["default"]:
        yield UNKNOWN if text is None else Whole(_arn(text, "buses", "", None, stack))


def of_things(stack: Stack) -> Iterator[Thing]:
    """Yield all that the stack's spec declares."""
    yield from stack.things.values()


def _spread(values: Values) -> Values:
    """Return values with the members of lists in place of the lists."""
    found = frozenset[Value]()
    for value in values:
        found |= members(value) if isinstance(value, Items | Many) else frozenset({value})
    return found


def _texts(values: Values) -> list[str | None]:
    """Return the texts, and None where there may be any other; an argument that may be left out is one that is given."""
    given = values - {Known(None)}
    found = sorted(value.value for value in given if isinstance(value, Known) and isinstance(value.value, str))
    return [*found] if len(found) == len(given) and found else [*found, None]


def _arn(text: str, section: str, action: str, operation: Operation | None, stack: Stack) -> str:
    if section == "functions":
        return _function(text, operation, stack)
    thing = _thing(text, section, stack)
    if thing:
        return iam.resource_arns(thing, (action,), "")[0] if action else thing.arn
    return text if text.startswith("arn:") else _made(text, section, stack)


def _function(text: str, operation: Operation | None, stack: Stack) -> str:
    """Return the ARN of a function, of its alias or version where the call or the name says so."""
    names = stack.names
    full = text if text.startswith("arn:") else f"arn:aws:lambda:{names.region}:{names.account}:function:{text}"
    qualifiers = _texts(operation.argument("Qualifier")) if operation and operation.argument("Qualifier") else []
    return f"{full}:{qualifiers[0]}" if qualifiers and qualifiers[0] else full


def _thing(text: str, section: str, stack: Stack) -> Thing | None:
    """Return what of a section has this name, ARN, or other attribute that only it has."""
    for thing in of_things(stack):
        if section_of(thing) == section and text in (thing.name, thing.arn, *thing.attributes.values()):
            return thing
    return None


def _bucket(text: str, stack: Stack) -> str:
    thing = _thing(text, "buckets", stack)
    return thing.arn if thing else _made(text, "buckets", stack)


def _made(text: str, section: str, stack: Stack) -> str:
    """Return the ARN of something of this name that the spec does not declare."""
    if text.startswith("arn:"):
        return text
    if match := _QUEUE_URL.fullmatch(text):
        return "arn:aws:sqs:{}:{}:{}".format(*match.groups())
    name = f"/{text}" if section == "parameters" and not text.startswith("/") else text
    return arns.thing_arn(stack.names, section, name) or name
