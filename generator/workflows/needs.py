"""What one task needs: the action that it calls, on what it names, and what it takes to wait for a job's end."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity, did_you_mean
from generator.facts import replace
from generator.iam_actions import actions_of, exists, wildcard_needs_no_reason
from generator.kinds.grant import AWS_REASON, Statement
from generator.tokens import has_tokens
from generator.workflows.actions import Integration, integration, unknown
from generator.workflows.resources import Arguments, literal, resources
from generator.workflows.run_time import Asker
from generator.workflows.tasks import arguments
from generator.workflows.waiting import WATCHES, managed_rule, watching

# Operations that hand a role to the service that does the work, and the arguments that can name it.
_PASSING = frozenset({
    "bedrock:CreateModelCustomizationJob", "eks:CreateCluster", "eks:CreateFargateProfile", "eks:CreateNodegroup",
    "elasticmapreduce:CreateCluster", "emr-containers:StartJobRun", "emr-serverless:StartJobRun", "mediaconvert:CreateJob",
    "sagemaker:CreateHyperParameterTuningJob", "sagemaker:CreateLabelingJob", "sagemaker:CreateModel",
    "sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob",
})  # fmt: skip
_ROLE_ARGUMENTS = ("RoleArn", "ExecutionRoleArn", "Role", "NodeRole", "PodExecutionRoleArn")
_ROLES = '"arn:aws:iam::${account}:role/...", reason: "..."'

_CONNECTION = re.compile(r"arn:aws:events:([^:]+):([^:]+):connection/([^/]+)/.*")
_POLLED = frozenset({"eks:RunJob"})  # waited for by the cluster's own means


def task_needs(state: Mapping[str, Any], asker: Asker) -> Iterator[Statement]:
    """Yield what a task needs; report what it needs and does not say, and what AWS does not have."""
    resource, given = state["Resource"], arguments(state)
    if "Credentials" in state:
        yield from _assumed(state["Credentials"], asker)
        return
    if word := unknown(resource):
        message = f'"{word[0]}" is no integration of Step Functions{did_you_mean(*word)} (others start with aws-sdk:)'
        asker.at_resource.problem(message, "unknown-integration")
        return
    found = integration(resource)
    if found is None:
        yield from _called(resource, asker)
    elif found.operation == "http:Invoke":
        yield from _http(given, asker)
    elif found.operation != "apigateway:Invoke" or literal(given, "AuthType") not in (None, "NO_AUTH"):
        yield from _integrated(_narrowed(found, given), given, asker)


def _narrowed(found: Integration, given: Arguments) -> Integration:
    """Return a transaction with the actions that its items show; every other integration as it is."""
    items = given.get("TransactItems")
    if found.operation != "dynamodb:TransactWriteItems" or not isinstance(items, list):
        return found
    shown = {f"dynamodb:{word}Item" for item in items if isinstance(item, Mapping) for word in item}
    return replace(found, actions=tuple(action for action in found.actions if action in shown) or found.actions)


def _called(resource: str, asker: Asker) -> Iterator[Statement]:
    """Yield the call of a function; an activity calls us, and needs nothing."""
    if ":activity:" in resource or "aws_sfn_activity" in resource:
        return
    if ":lambda:" in resource or (has_tokens(resource) and not resource.startswith("arn:")):
        yield Statement(("lambda:InvokeFunction",), (resource,))
        return
    if "${" in resource or asker.at_resource.path[-1] == "task":
        return  # what does not exist is reported already
    message = (
        f'"{resource}" is nothing that a task can call; write "task: functions.NAME", or the ARN of an integration'
    )
    asker.at_resource.problem(message, "wrong-reference")


def _integrated(found: Integration, given: Arguments, asker: Asker) -> Iterator[Statement]:
    """Yield what an integration needs."""
    if found.waits and found.operation not in WATCHES and found.operation not in _POLLED:
        message = f"Step Functions cannot wait for the end of {found.operation}; leave .sync away"
        asker.at_resource.problem(message, "unknown-integration")
        return
    if found.operation in _PASSING:
        yield from _passed_role(found.service, given, asker)
    if found.operation == "ecs:RunTask":
        asker.ask(("iam:PassRole",), _ROLES, severity=Severity.WARNING)
    if not found.actions or _reports_unknown(found, asker):
        return
    watch = WATCHES.get(found.operation) if found.waits else None
    if watch:
        yield from managed_rule(watch, asker.scope)
    named = ("*",) if wildcard_needs_no_reason(found.actions) else resources(found, given, asker.scope)
    if named:
        yield Statement(found.actions, named)
        yield from _watching(found, named, given, asker) if watch else ()
    else:
        asker.ask((*found.actions, *(watch.actions if watch else ())))


def _watching(found: Integration, named: tuple[str, ...], given: Arguments, asker: Asker) -> Iterable[Statement]:
    """Return what it takes to watch a job; the executions of a machine whose ARN is yet to come cannot be told."""
    if found.operation == "states:StartExecution" and not all(arn.startswith("arn:") for arn in named):
        asker.ask(WATCHES[found.operation].actions)
        return ()
    return watching(found.operation, named, given, asker.scope)


def _reports_unknown(found: Integration, asker: Asker) -> bool:
    """Report an action that AWS does not have, unless the workflow says itself what its task may do."""
    wrong = [action for action in found.actions if not exists(action)]
    if not wrong:
        return False
    if not asker.grants_something_of(found.service):
        near = did_you_mean(wrong[0], actions_of(found.service)) or ";"
        message = (
            f'IAM has no action "{wrong[0]}"{near} correct the operation, or where IAM calls it otherwise, '
            "allow that in the workflow's grants"
        )
        asker.at_resource.problem(message, "underivable-grant")
    return True


def _assumed(credentials: Any, asker: Asker) -> Iterator[Statement]:
    """Yield the role that does a task's work: it needs the permissions, ours only assumes it."""
    role = literal(credentials, "RoleArn") if isinstance(credentials, Mapping) else None
    if role is None:
        asker.ask(("sts:AssumeRole",), '"arn:aws:iam::ACCOUNT:role/..."')
    else:
        yield Statement(("sts:AssumeRole",), (role,))


def _passed_role(service: str, given: Arguments, asker: Asker) -> Iterator[Statement]:
    roles = [role for argument in _ROLE_ARGUMENTS if (role := literal(given, argument))]
    if not roles:
        asker.ask(("iam:PassRole",), _ROLES)
        return
    condition = {"StringEquals": {"iam:PassedToService": f"{service}.amazonaws.com"}}
    yield Statement(("iam:PassRole",), tuple(roles), condition)


def _http(given: Arguments, asker: Asker) -> Iterator[Statement]:
    """Yield the call of an HTTPS endpoint, and the credentials of its connection."""
    endpoint, method = literal(given, "ApiEndpoint"), literal(given, "Method")
    if endpoint is None:
        asker.ask(("states:InvokeHTTPEndpoint",), '"*"')
    else:
        condition: dict[str, Any] = {"StringLike": {"states:HTTPEndpoint": endpoint}}
        if method:
            condition["StringEquals"] = {"states:HTTPMethod": method}
        yield Statement(("states:InvokeHTTPEndpoint",), ("*",), condition, AWS_REASON)
    authentication = given.get("Authentication")
    connection = literal(authentication, "ConnectionArn") if isinstance(authentication, Mapping) else None
    if connection is None:
        asker.ask(("events:RetrieveConnectionCredentials",))
        asker.ask(("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"), '"arn:aws:secretsmanager:..."')
        return
    yield Statement(("events:RetrieveConnectionCredentials",), (connection,))
    actions = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")
    yield Statement(actions, (_secret_of(connection, asker),))


def _secret_of(connection: str, asker: Asker) -> str:
    """Return the ARN of the secret in which EventBridge keeps a connection's credentials."""
    match = _CONNECTION.fullmatch(connection)
    if match:
        return f"arn:aws:secretsmanager:{match[1]}:{match[2]}:secret:events!connection/{match[3]}/*"
    return asker.scope.names.arn("secretsmanager", "secret:events!connection/*")
