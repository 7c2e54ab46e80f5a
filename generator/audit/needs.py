"""What a call of AWS needs: actions of IAM, each on the ARN of its resource as far as that is known.

Sources (November 2026): "Required permissions for Amazon S3 API operations" (Amazon S3 User Guide); "Using IAM with transactions"
(Amazon DynamoDB Developer Guide); "IAM policy requirements for Geographic cross-Region inference" (Amazon Bedrock User Guide);
"Working with images stored in an Amazon S3 bucket" (Amazon Rekognition Developer Guide); the Service Authorization Reference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator import iam_actions
from generator.audit import resources, services
from generator.audit.resources import Where, Whole
from generator.audit.state import Operation
from generator.audit.unions import members, texts
from generator.audit.values import (
    Begins,
    Entries,
    Known,
    Value,
    Values,
)
from generator.iam_operations import PROFILES, STATEMENTS, TRANSACTION_ENTRIES, actions_for, actions_of_call
from generator.model import Stack


@dataclass(frozen=True, slots=True)
class Need:
    """One action on one resource, for one call. spread: the resources of other regions that it needs too, as a pattern."""

    operation: Operation
    action: str
    where: Where
    spread: str = ""


Needs = Iterator[tuple[str, Where]]


def of(operation: Operation, stack: Stack) -> list[Need]:
    """Return what an operation needs; an action that AWS does not have is left out, and so is one whose name is not known."""
    if not needs_right(operation):
        return []
    service = services.iam_name(operation.service)
    read = _SERVICES.get(service, _plainly)
    found = [*dict.fromkeys([*read(operation, stack), *_read_for_caller(operation, stack)])]
    needs = [Need(operation, action, where) for action, where in found if iam_actions.exists(action)]
    return [*needs, *_of_profiles(operation)] if service == "bedrock" else needs


def needs_right(operation: Operation) -> bool:
    """Tell whether AWS asks for a right to call an operation."""
    name = f"{services.iam_name(operation.service)}:{operation.name}"
    return services.is_signed(operation.service, operation.name) and bool(actions_for(name))


def _plainly(operation: Operation, stack: Stack) -> Needs:
    """Yield what most operations need: the action of their own name, on what one argument names."""
    service = services.iam_name(operation.service)
    for action in actions_for(f"{service}:{operation.name}"):
        if iam_actions.accepts_only_wildcard(action):
            yield action, Whole("*")
            continue
        for where in resources.named(operation, service, action, stack):
            yield action, where


def _of_tables(operation: Operation, stack: Stack) -> Needs:
    match operation.name:
        case "TransactWriteItems" | "TransactGetItems":
            yield from _of_transaction(operation, stack)
        case "BatchGetItem" | "BatchWriteItem" if not operation.argument("TableName"):
            for value in operation.argument("RequestItems"):
                keys = [key for key, _ in value.known] if isinstance(value, Entries) else []
                for where in resources.tables(frozenset(keys), stack) if keys else [resources.UNKNOWN]:
                    yield f"dynamodb:{operation.name}", where
        case "ExecuteStatement":
            for action in _of_statement(operation.argument("Statement")):
                yield action, resources.UNKNOWN
        case "BatchExecuteStatement" | "ExecuteTransaction":
            return
        case _:
            yield from _plainly(operation, stack)


def _of_transaction(operation: Operation, stack: Stack) -> Needs:
    parts = [part for value in operation.argument("TransactItems") for part in members(value)]
    for part in parts:
        if not isinstance(part, Entries):
            continue
        for key, values in part.known:
            action = TRANSACTION_ENTRIES.get(str(key.value)) if isinstance(key, Known) else None
            if action:
                for where in resources.tables(_member(values, "TableName"), stack):
                    yield action, where


def _member(values: Values, name: str) -> Values:
    """Return what an entry of mappings may be; anything where there may be other entries."""
    found = frozenset[Value]()
    for value in values:
        found |= dict(value.known).get(Known(name), value.others) if isinstance(value, Entries) else frozenset({value})
    return found


def _of_statement(statements: Values) -> Iterator[str]:
    for value in statements:
        text = value.text if isinstance(value, Begins) else value.value if isinstance(value, Known) else None
        word = text.split(maxsplit=1)[0].upper() if isinstance(text, str) and text.strip() else ""
        if word in STATEMENTS:
            yield STATEMENTS[word]


def _of_buckets(operation: Operation, stack: Stack) -> Needs:
    actions = actions_of_call(f"s3:{operation.name}", _passed(operation))
    if operation.name == "CopyObject":
        for where in resources.copied(operation.argument("CopySource"), stack):
            yield "s3:GetObject", where
        actions = tuple(action for action in actions if action != "s3:GetObject")
    for action in actions:
        if iam_actions.accepts_only_wildcard(action):
            yield action, Whole("*")
            continue
        for where in resources.buckets(operation, action, stack):
            yield action, where


def _passed(operation: Operation) -> set[str]:
    """Return the arguments that are surely passed."""
    return {name for name, values in operation.arguments if values and Known(None) not in values}


def _of_events(operation: Operation, stack: Stack) -> Needs:
    if operation.name != "PutEvents":
        yield from _plainly(operation, stack)
        return
    for entries in operation.argument("Entries"):
        for entry in members(entries):
            for where in resources.buses(entry, stack):
                yield "events:PutEvents", where


def _of_topics(operation: Operation, stack: Stack) -> Needs:
    if operation.argument("PhoneNumber") and not operation.argument("TopicArn"):
        yield "sns:Publish", Whole("*")
        return
    yield from _plainly(operation, stack)


def _of_models(operation: Operation, stack: Stack) -> Needs:
    """Yield the model or the profile that a call names; a profile needs the model too, at least in the region of the call."""
    names = stack.names
    for action in actions_for(f"bedrock:{operation.name}"):
        values = operation.argument("modelId")
        for text in texts(values):
            if text.startswith("arn:"):
                yield action, Whole(text)
            elif text.startswith(PROFILES):
                yield action, Whole(f"arn:aws:bedrock:{names.region}:{names.account}:inference-profile/{text}")
                yield action, Whole(f"arn:aws:bedrock:{names.region}::foundation-model/{text.partition('.')[2]}")
            else:
                yield action, Whole(f"arn:aws:bedrock:{names.region}::foundation-model/{text}")
        if len(texts(values)) < len(values - {Known(None)}) or not values:
            yield action, resources.UNKNOWN


def _of_profiles(operation: Operation) -> Iterator[Need]:
    """Yield the model of a profile in whatever regions the profile sends calls to."""
    for text in texts(operation.argument("modelId")):
        if text.startswith(PROFILES):
            for action in actions_for(f"bedrock:{operation.name}"):
                yield Need(
                    operation,
                    action,
                    resources.UNKNOWN,
                    f"arn:aws:bedrock:*::foundation-model/{text.partition('.')[2]}",
                )


def _read_for_caller(operation: Operation, stack: Stack) -> Needs:
    """Yield the object that a service reads with the caller's own permission: the `S3Object` of Rekognition and Textract."""
    for _, values in operation.arguments:
        for value in values:
            for named in _member(frozenset({value}), "S3Object") if isinstance(value, Entries) else ():
                if isinstance(named, Entries):
                    bucket, key = (_member(frozenset({named}), name) for name in ("Bucket", "Name"))
                    for where in resources.objects(bucket, key, stack):
                        yield "s3:GetObject", where


_SERVICES: Mapping[str, Callable[[Operation, Stack], Needs]] = {
    "bedrock": _of_models,
    "dynamodb": _of_tables,
    "events": _of_events,
    "s3": _of_buckets,
    "sns": _of_topics,
}
