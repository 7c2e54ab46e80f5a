"""Deployments by CodeDeploy: a function's alias moves to its newest version part by part, and back when an alarm fires."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.cloud import CloudError, told
from generator.operate.place import Place
from generator.operate.versions import Live, look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_codedeploy import CodeDeployClient
    from mypy_boto3_codedeploy.literals import DeploymentStatusType

POLL_S = 10.0
_RUNNING: "tuple[DeploymentStatusType, ...]" = ("Created", "Queued", "InProgress", "Baking", "Ready")


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment. is_new: it was started by this run, not by an earlier one."""

    live: Live
    id: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class State:
    """How far a deployment is. share: of the calls that the new version gets, 0-1. firing: alarms that turn it back.

    words: why it failed, in CodeDeploy's words, empty where it did not.
    """

    deployment: Deployment
    status: str
    share: float
    firing: tuple[str, ...]
    words: str

    @property
    def has_ended(self) -> bool:
        return self.status in ("Succeeded", "Failed", "Stopped")


def start(place: Place, live: Live) -> Deployment:
    """Start the deployment of the newest version, or take up the one that runs; raises CloudError."""
    client: CodeDeployClient = place.cloud.client("codedeploy")
    with told(f'deployment of "{live.function.name}"'):
        if running := running_deployment(place, live):
            return Deployment(live, running, is_new=False)
        made = client.create_deployment(
            applicationName=place.stack.names.prefix,
            deploymentGroupName=live.function.name,
            revision={"revisionType": "AppSpecContent", "appSpecContent": {"content": _app_spec(place, live)}},
        )
    return Deployment(live, made["deploymentId"], is_new=True)


def running_deployment(place: Place, live: Live) -> str | None:
    """Return the deployment of a function that has not ended; raises CloudError."""
    client: CodeDeployClient = place.cloud.client("codedeploy")
    with told(f'deployments of "{live.function.name}"'):
        try:
            found = client.list_deployments(
                applicationName=place.stack.names.prefix,
                deploymentGroupName=live.function.name,
                includeOnlyStatuses=_RUNNING,
            )["deployments"]
        except (
            client.exceptions.ApplicationDoesNotExistException,
            client.exceptions.DeploymentGroupDoesNotExistException,
        ):
            message = f'there is no deployment group of "{live.function.name}"; apply {place.stack.names.stack} first'
            raise CloudError(message) from None
    return found[0] if found else None


def stop(place: Place, deployment_id: str) -> None:
    """Stop a deployment; CodeDeploy puts the alias back. Raises CloudError."""
    client: CodeDeployClient = place.cloud.client("codedeploy")
    with told(f"deployment {deployment_id}"):
        try:
            client.stop_deployment(deploymentId=deployment_id, autoRollbackEnabled=True)
        except client.exceptions.DeploymentAlreadyCompletedException:
            return


def state(place: Place, deployment: Deployment) -> State:
    """Return how far a deployment is; raises CloudError."""
    client: CodeDeployClient = place.cloud.client("codedeploy")
    with told(f"deployment {deployment.id}"):
        info: Mapping[str, Any] = client.get_deployment(deploymentId=deployment.id)["deploymentInfo"]
    now = look(place, deployment.live.function)
    target = deployment.live.newest
    share = 1.0 if now.version == target else now.shares.get(str(target), 0.0)
    words = (info.get("errorInformation") or {}).get("message", "")
    return State(deployment, info["status"], share, firing(place, deployment.live), words)


def firing(place: Place, live: Live) -> tuple[str, ...]:
    """Return the alarms of a function that turn a deployment back and fire now; raises CloudError."""
    client: CloudWatchClient = place.cloud.client("cloudwatch")
    names = place.stack.names
    alarms = [names.rollback_alarm(live.function.name), names.new_version_alarm(live.function.name)]
    with told(f'alarms of "{live.function.name}"'):
        found = client.describe_alarms(AlarmNames=alarms, AlarmTypes=["MetricAlarm"], StateValue="ALARM")[
            "MetricAlarms"
        ]
    return tuple(sorted(alarm["AlarmName"] for alarm in found))


def _app_spec(place: Place, live: Live) -> str:
    """Return what CodeDeploy is told to do, in its own language (AppSpec for Lambda, version 0.0)."""
    properties = {
        "Name": live.function.name,
        "Alias": place.stack.names.alias,
        "CurrentVersion": str(live.version),
        "TargetVersion": str(live.newest),
    }
    resource = {"function": {"Type": "AWS::Lambda::Function", "Properties": properties}}
    return json.dumps({"version": 0.0, "Resources": [resource]})
