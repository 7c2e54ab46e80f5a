"""Which resources the arguments of a task name, as ARNs: exact where they are texts, nothing where only the run knows them."""

import re
from collections.abc import Mapping
from typing import Any

from generator.iam import is_on_bucket
from generator.scope import Scope
from generator.tokens import PATTERN
from generator.workflows.actions import Integration
from generator.workflows.texts import is_jsonata

Arguments = Mapping[str, Any]

# Service, or one of its operations -> argument -> its resource's part of the ARN; empty where the argument must be an ARN.
_NAMED: Mapping[str, Mapping[str, str]] = {
    "athena": {"WorkGroup": "workgroup/{}"},
    "codebuild": {"ProjectName": "project/{}"},
    "cognito-idp": {"UserPoolId": "userpool/{}"},
    "databrew": {"Name": "job/{}"},
    "dynamodb": {"TableName": "table/{}"},
    "elasticmapreduce": {"ClusterId": "cluster/{}"},
    "firehose": {"DeliveryStreamName": "deliverystream/{}"},
    "glue:StartCrawler": {"Name": "crawler/{}"},
    "glue:StartJobRun": {"JobName": "job/{}"},
    "glue:StartWorkflowRun": {"Name": "workflow/{}"},
    "kinesis": {"StreamName": "stream/{}", "StreamARN": ""},
    "lambda": {"FunctionName": "function:{}"},
    "secretsmanager": {"SecretId": "secret:{}-??????"},
    "sns": {"TopicArn": "", "TargetArn": ""},
    "states": {"StateMachineArn": "", "ActivityArn": "", "ExecutionArn": ""},
}

_QUEUE_URL = re.compile(r"https://sqs\.([^.]+)\.amazonaws\.com/([^/]+)/(.+)")
_API = re.compile(r"([^./]+)\.execute-api\.([^.]+)\.amazonaws\.com")
_REGIONAL_MODEL = re.compile(r"(?:us|us-gov|eu|apac|au|ca|jp|global)\.")  # an inference profile's, of several regions


def resources(found: Integration, given: Arguments, scope: Scope) -> tuple[str, ...]:
    """Return the ARNs that a task's actions need; empty where its arguments do not name all of them."""
    special = _SPECIAL.get(found.operation) or _SPECIAL.get(found.service)
    if special:
        return special(found.actions, given, scope)
    for argument, template in _NAMED.get(found.operation, _NAMED.get(found.service, {})).items():
        if value := literal(given, argument):
            return _arns(found.service, value, template, given, scope)
    return ()


def literal(given: Arguments, argument: str) -> str | None:
    """Return an argument whose value stands in the definition, None where it is said at run time or not at all."""
    value = given.get(argument)
    return value if isinstance(value, str) and value and not is_jsonata(value) else None


def is_arn(value: str, scope: Scope) -> bool:
    """Tell whether a text is an ARN, or becomes one when Terraform fills it in."""
    if value.startswith("arn:"):
        return True
    filled = PATTERN.fullmatch(value)
    if not filled:
        return False
    owner, _, name = filled[1].partition(".")
    if owner == "imports":
        return (owner, name) in scope.things and scope.things[(owner, name)].arn == value
    return name.endswith((".arn", "_arn"))


def _arns(service: str, value: str, template: str, given: Arguments, scope: Scope) -> tuple[str, ...]:
    if not (template or is_arn(value, scope)):
        return ()
    arn = _arn(service, template.replace("{}", value), value, scope)
    if index := literal(given, "IndexName"):
        return (f"{arn}/index/{index}",)
    qualifier = literal(given, "Qualifier") if service == "lambda" else None
    return (f"{arn}:{qualifier}",) if qualifier else (arn,)


def _queue(_actions: tuple[str, ...], given: Arguments, _scope: Scope) -> tuple[str, ...]:
    match = _QUEUE_URL.fullmatch(literal(given, "QueueUrl") or "")
    return (f"arn:aws:sqs:{match[1]}:{match[2]}:{match[3]}",) if match else ()


def _objects(actions: tuple[str, ...], given: Arguments, _scope: Scope) -> tuple[str, ...]:
    bucket = literal(given, "Bucket")
    # The source of a copy is another object, in a text of its own form.
    if bucket is None or "CopySource" in given or "CopySource.$" in given:
        return ()
    return bucket_arns(actions, bucket, literal(given, "Key") or "*")


def bucket_arns(actions: tuple[str, ...], bucket: str, objects: str) -> tuple[str, ...]:
    """Return the bucket where an action is on it, and its objects where one is on them."""
    arns = {True: f"arn:aws:s3:::{bucket}", False: f"arn:aws:s3:::{bucket}/{objects}"}
    return tuple(dict.fromkeys(arns[is_on_bucket(action)] for action in actions))


def _tables(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    """Return the tables of a batch or a transaction, which name one for each item."""
    requests, items = given.get("RequestItems"), given.get("TransactItems")
    if isinstance(requests, Mapping):
        names: list[str | None] = list(requests)
    elif isinstance(items, list):
        parts = (part for item in items if isinstance(item, Mapping) for part in item.values())
        names = [literal(part, "TableName") if isinstance(part, Mapping) else None for part in parts]
    else:
        return ()
    arns = [name and _arn("dynamodb", f"table/{name}", name, scope) for name in names]
    return tuple(dict.fromkeys(arn for arn in arns if arn)) if all(arns) else ()


def _buses(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    entries = given.get("Entries", ())
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        return ()
    buses = [None if "EventBusName.$" in entry else literal({"EventBusName": "default", **entry}, "EventBusName")
             for entry in entries]  # fmt: skip
    arns = [bus and _arn("events", f"event-bus/{bus}", bus, scope) for bus in buses]
    return tuple(dict.fromkeys(arn for arn in arns if arn)) if all(arns) else ()


def _parameter(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    names = [given["Name"]] if "Name" in given else given.get("Names", ())
    found = [literal({"Name": name}, "Name") for name in names] if isinstance(names, list) else []
    arns = [name and _arn("ssm", f"parameter/{name.removeprefix('/')}", name, scope) for name in found]
    return tuple(arn for arn in arns if arn) if all(arns) else ()


def _model(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    model = literal(given, "ModelId")
    if model is None or _REGIONAL_MODEL.match(model):
        return ()
    return (model if is_arn(model, scope) else f"arn:aws:bedrock:{scope.names.region}::foundation-model/{model}",)


def _job(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    definition, queue = literal(given, "JobDefinition"), literal(given, "JobQueue")
    if definition is None or queue is None:
        return ()
    definitions = [_arn("batch", f"job-definition/{definition}", definition, scope)]
    if not is_arn(definition, scope) and ":" not in definition:
        definitions.append(f"{definitions[0]}:*")  # the newest revision, whatever its number
    return (*definitions, _arn("batch", f"job-queue/{queue}", queue, scope))


def _container(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    definition = literal(given, "TaskDefinition")
    if definition is None:
        return ()
    revision = definition if ":" in definition else f"{definition}:*"
    return (_arn("ecs", f"task-definition/{revision}", definition, scope),)


def _arn(service: str, resource: str, value: str, scope: Scope) -> str:
    """Return a value that is an ARN already, the ARN of the resource otherwise."""
    return value if is_arn(value, scope) else scope.names.arn(service, resource)


def _endpoint(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    """Return what of an API is called; nothing is needed for one that does not ask who calls."""
    api = _API.fullmatch(literal(given, "ApiEndpoint") or "")
    if not api:
        return ()
    stage = literal(given, "Stage") or "$default"
    path = literal(given, "Path")
    part = f"{stage}/{literal(given, 'Method') or '*'}/{path.removeprefix('/') if path else '*'}"
    return (f"arn:aws:execute-api:{api[2]}:{scope.names.account}:{api[1]}/{part}",)


_SPECIAL = {
    "dynamodb:BatchGetItem": _tables,
    "dynamodb:BatchWriteItem": _tables,
    "dynamodb:TransactGetItems": _tables,
    "dynamodb:TransactWriteItems": _tables,
    "sqs": _queue,
    "s3": _objects,
    "events": _buses,
    "ssm": _parameter,
    "bedrock": _model,
    "batch": _job,
    "ecs": _container,
    "apigateway:Invoke": _endpoint,
}
