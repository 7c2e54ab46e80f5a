"""Which resources the arguments of a task name, as ARNs: exact where they are texts, nothing where only the run knows them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

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
_BUCKET_ACTIONS = frozenset({"s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"})


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
    imported = (thing.arn for (section, _), thing in scope.things.items() if section == "imports")
    return filled[1].endswith("arn") or value in imported


def _arns(service: str, value: str, template: str, given: Arguments, scope: Scope) -> tuple[str, ...]:
    if is_arn(value, scope):
        arn = value
    elif template:
        arn = scope.names.arn(service, template.format(value))
    else:
        return ()
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
    on_bucket = _BUCKET_ACTIONS.intersection(actions)
    bucket_arn = (f"arn:aws:s3:::{bucket}",) if on_bucket else ()
    return bucket_arn if on_bucket.issuperset(actions) else (*bucket_arn, f"arn:aws:s3:::{bucket}/{objects}")


def _buses(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    entries = given.get("Entries", ())
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        return ()
    buses = [None if "EventBusName.$" in entry else literal({"EventBusName": "default", **entry}, "EventBusName")
             for entry in entries]  # fmt: skip
    arns = [bus and (bus if is_arn(bus, scope) else scope.names.arn("events", f"event-bus/{bus}")) for bus in buses]
    return tuple(dict.fromkeys(arn for arn in arns if arn)) if all(arns) else ()


def _parameter(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    names = [given["Name"]] if "Name" in given else given.get("Names", ())
    found = [literal({"Name": name}, "Name") for name in names] if isinstance(names, list) else []
    arns = [
        name and (name if is_arn(name, scope) else scope.names.arn("ssm", f"parameter/{name.removeprefix('/')}"))
        for name in found
    ]
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
    return (
        *_versions("batch", "job-definition", definition, scope),
        queue if is_arn(queue, scope) else scope.names.arn("batch", f"job-queue/{queue}"),
    )


def _container(_actions: tuple[str, ...], given: Arguments, scope: Scope) -> tuple[str, ...]:
    definition = literal(given, "TaskDefinition")
    return () if definition is None else tuple(_versions("ecs", "task-definition", definition, scope))


def _versions(service: str, kind: str, value: str, scope: Scope) -> Iterator[str]:
    """Yield what a definition's name means: one revision, or the newest one, whatever its number."""
    if is_arn(value, scope):
        yield value
    elif ":" in value:
        yield scope.names.arn(service, f"{kind}/{value}")
    else:
        yield scope.names.arn(service, f"{kind}/{value}:*")


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
    "sqs": _queue,
    "s3": _objects,
    "events": _buses,
    "ssm": _parameter,
    "bedrock": _model,
    "batch": _job,
    "ecs": _container,
    "apigateway:Invoke": _endpoint,
}
