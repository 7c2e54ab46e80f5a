"""AWS in the tests: moto, what it does not know answered from a table, and every call that was made."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import botocore.handlers
import pytest

REGION = "us-east-1"
ACCOUNT = "123456789012"  # moto's
_STATUSES = {"AccessDeniedException": 403, "ExpiredTokenException": 403}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of AWS's, by its code."""

    code: str
    message: str = "Because."


Answer = dict[str, Any] | Refusal | Callable[[dict[str, Any]], "dict[str, Any] | Refusal | None"]


@dataclass(frozen=True, slots=True)
class Aws:
    """answers: by `service.Operation`, instead of moto's. calls: what was asked since, with its parameters."""

    answers: dict[str, Answer]
    calls: list[tuple[str, dict[str, Any]]]

    def asked(self, operation: str) -> list[dict[str, Any]]:
        """Return the parameters of every call of an operation."""
        return [given for name, given in self.calls if name == operation]


def install(monkeypatch: pytest.MonkeyPatch) -> Aws:
    """Hear every call that boto3 makes from now on, and answer some."""
    aws = Aws({}, [])
    given: list[dict[str, Any]] = []

    def hear(params: dict[str, Any], model: Any, **_rest: object) -> None:
        name = f"{model.service_model.service_name}.{model.name}"
        aws.calls.append((name, params))
        given.append(params)

    def answer(model: Any, **_rest: object) -> tuple[Any, dict[str, Any]] | None:
        found = aws.answers.get(f"{model.service_model.service_name}.{model.name}")
        if callable(found):
            found = found(given[-1])
        if found is None:
            return None
        metadata = {"HTTPHeaders": {}, "HTTPStatusCode": 200, "RequestId": "r", "RetryAttempts": 0}
        if isinstance(found, Refusal):
            status = _STATUSES.get(found.code, 400)
            error = {"Code": found.code, "Message": found.message}
            return SimpleNamespace(status_code=status), {"Error": error, "ResponseMetadata": metadata}
        return SimpleNamespace(status_code=200), {**found, "ResponseMetadata": metadata}

    handlers = [("before-parameter-build", hear), ("before-call", answer), *botocore.handlers.BUILTIN_HANDLERS]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
    return aws


def function(name: str, versions: int, live: int, alias: str = "dev") -> None:
    """Make a function with this many versions in moto, whose alias leads to one of them."""
    iam, lambdas = boto3.client("iam"), boto3.client("lambda", region_name=REGION)
    try:
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName="r")["Role"]["Arn"]
    lambdas.create_function(
        FunctionName=name, Runtime="python3.13", Role=role, Handler="a.b", Code={"ZipFile": _code(0)}
    )
    for number in range(1, versions + 1):
        lambdas.update_function_code(FunctionName=name, ZipFile=_code(number))
        lambdas.publish_version(FunctionName=name)
    lambdas.create_alias(FunctionName=name, Name=alias, FunctionVersion=str(live))


def live(name: str, alias: str = "dev") -> tuple[str, dict[str, float]]:
    """Return where a function's alias leads, and which share goes elsewhere."""
    found = boto3.client("lambda", region_name=REGION).get_alias(FunctionName=name, Name=alias)
    return found["FunctionVersion"], found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})


def move(name: str, version: int, alias: str = "dev", **weights: float) -> None:
    """Move a function's alias as CodeDeploy does."""
    boto3.client("lambda", region_name=REGION).update_alias(
        FunctionName=name,
        Name=alias,
        FunctionVersion=str(version),
        RoutingConfig={"AdditionalVersionWeights": {key.removeprefix("v"): share for key, share in weights.items()}},
    )


def deployment_group(name: str, application: str = "shop-dev") -> None:
    """Make a deployment group in moto, and its application where there is none."""
    codedeploy = boto3.client("codedeploy", region_name=REGION)
    if application not in codedeploy.list_applications()["applications"]:
        codedeploy.create_application(applicationName=application, computePlatform="Lambda")
    codedeploy.create_deployment_group(
        applicationName=application,
        deploymentGroupName=name,
        serviceRoleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
        deploymentConfigName="CodeDeployDefault.LambdaAllAtOnce",
    )


def queue(name: str, *bodies: object, **attributes: str) -> str:
    """Make a queue in moto with messages, all of which bear the same attributes, and return its URL."""
    sqs = boto3.client("sqs", region_name=REGION)
    url = str(sqs.create_queue(QueueName=name)["QueueUrl"])
    values: Any = {key: {"DataType": "String", "StringValue": value} for key, value in attributes.items()}
    for body in bodies:
        text = body if isinstance(body, str) else json.dumps(body)
        sqs.send_message(QueueUrl=url, MessageBody=text, MessageAttributes=values)
    return url


def waiting(url: str) -> int:
    """Return how many messages a queue holds, hidden ones included."""
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = boto3.client("sqs", region_name=REGION).get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(value) for value in found["Attributes"].values())


def _code(number: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.py", f"# {number}")
    return file.getvalue()
