"""Executions of workflows, done again: from where they failed where Step Functions can do that, else from the start.

A redrive goes on with the step that did not end well, with the definition that the execution began with, up to 14 days
later (AWS Step Functions guide, November 2026). After a caught failure that step is a Fail state, which would only fail
again: such an execution is started anew. An Express workflow has no redrive and keeps no history.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from generator.arns import thing_arn
from generator.cloud import told
from generator.kinds.workflow import Workflow
from generator.operate.place import Place

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.literals import ExecutionStatusType

_FAILED: "tuple[ExecutionStatusType, ...]" = ("FAILED", "TIMED_OUT", "ABORTED")
_LAST_EVENTS = 10


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed execution of a Standard workflow. redrives: how often it went on already."""

    workflow: Workflow
    arn: str
    stopped: datetime
    redrives: int

    @property
    def name(self) -> str:
        return self.arn.rpartition(":")[2]


def failed(place: Place, workflow: Workflow, span: tuple[datetime, datetime]) -> list[Failed]:
    """Return the executions that failed in a span of time, the oldest first; raises CloudError."""
    arn = _machine_arn(place, workflow)
    with told(f'workflow "{workflow.name}"', absent=f"deploy {place.stack.names.stack} first"):
        found = [
            Failed(workflow, one["executionArn"], one["stopDate"], one.get("redriveCount", 0))
            for status in _FAILED
            for one in place.cloud.all(
                "stepfunctions", "list_executions", "executions", stateMachineArn=arn, statusFilter=status
            )
            if span[0] <= one["stopDate"] <= span[1]
        ]
    return sorted(found, key=lambda one: (one.stopped, one.arn))


def redriven(place: Place, workflow: Workflow, arn: str) -> str:
    """Return why an execution's work may have been done since it failed, an empty text where nobody knows of it; raises CloudError."""
    if workflow.type == "express":
        return ""
    client: SFNClient = place.cloud.client("stepfunctions")
    with told(f'execution "{arn}"'):
        try:
            found = client.describe_execution(executionArn=arn)
        except client.exceptions.ExecutionDoesNotExist:
            return ""
    if found["status"] not in _FAILED:
        return f"the execution is {found['status']} by now"
    times = found.get("redriveCount", 0)
    return f"the execution was redriven {times} times already" if times else ""


def words(place: Place, workflow: Workflow, arn: str) -> str:
    """Return how an execution is done again; raises CloudError."""
    if _can_go_on(place, workflow, arn):
        return f"{workflow.name} goes on where {arn.rpartition(':')[2]} failed"
    return f"start {workflow.name} again with the input that is kept"


def again(place: Place, workflow: Workflow, arn: str, given: str, name: str) -> str:
    """Do an execution's work again and return how. name: of a new execution; a Standard workflow takes each once. Raises CloudError."""
    client: SFNClient = place.cloud.client("stepfunctions")
    with told(f'workflow "{workflow.name}"', absent=f"deploy {place.stack.names.stack} first"):
        if _can_go_on(place, workflow, arn):
            try:
                # The same token twice is one redrive.
                client.redrive_execution(executionArn=arn, clientToken=_token(name))
            except client.exceptions.ExecutionNotRedrivable:
                pass
            else:
                return "goes on where it failed"
        try:
            client.start_execution(stateMachineArn=_machine_arn(place, workflow), name=name, input=given)
        except client.exceptions.ExecutionAlreadyExists:
            return "started again by an earlier run"
    return "started again"


def given_input(place: Place, arn: str) -> str:
    """Return what started an execution of a Standard workflow; raises CloudError."""
    client: SFNClient = place.cloud.client("stepfunctions")
    with told(f'execution "{arn}"'):
        return client.describe_execution(executionArn=arn).get("input", "{}")


def _can_go_on(place: Place, workflow: Workflow, arn: str) -> bool:
    """Tell whether Step Functions can take an execution up where it failed, and that would not only fail again."""
    if workflow.type == "express":
        return False
    client: SFNClient = place.cloud.client("stepfunctions")
    with told(f'execution "{arn}"'):
        try:
            history = client.get_execution_history(
                executionArn=arn, reverseOrder=True, maxResults=_LAST_EVENTS, includeExecutionData=False
            )
        except client.exceptions.ExecutionDoesNotExist:
            return False
    return not any(event["type"] == "FailStateEntered" for event in history["events"])


def _machine_arn(place: Place, workflow: Workflow) -> str:
    return thing_arn(place.names, "workflows", workflow.name)


def name_of_replay(one: Failed) -> str:
    """Return the name of the execution that replays another, the same each time: a Standard workflow takes it once."""
    return f"replay-{_token(one.arn)[:32]}"


def _token(name: str) -> str:
    """Return an idempotency token of 64 characters at most (Step Functions API reference)."""
    return hashlib.sha256(name.encode()).hexdigest()
