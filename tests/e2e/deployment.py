"""A system from its spec to its applied resources, by the commands that the README names."""

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator.model import Stack
from generator.pipeline import compile_spec
from tests.e2e import absent, packages
from tests.e2e.engine import Engine
from tests.e2e.jobs import as_job
from tests.e2e.root import Root
from tests.e2e.steps import Steps
from tests.tools import run, succeeded

COLLECTIQ = Path(sys.executable).with_name("collectiq")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the API."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Deployment:
    """One environment of a system, as it stands in the engine. planner: its root, as the job sees it that plans."""

    stack: Stack
    root: Root
    planner: Root
    engine: Engine
    api_id: str

    def call(self, method: str, path: str, *, token: str = "", body: object = None, **headers: str) -> Reply:
        """Send a request to the API; names of headers have underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"authorization": f"Bearer {token}"} if token else {}
        url = f"{self.engine.url}/_aws/execute-api/{self.api_id}/$default{path}"
        answer = self.engine.http().request(method, url, headers=named, json=body)
        return Reply(answer.status, json.loads(answer.data))

    def collectiq(self, *words: str) -> str:
        """Run one of our own commands in the project and return what it printed."""
        return collectiq(self.root.folder.parents[3], self.engine, *words)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a spec and its generated output, about to be applied.

    variables: values of Terraform's, where the spec gives none; functions: variables that functions get besides their own.
    jobs: subject of the token of each job of the pipelines, by the role that it takes; root does what no job does.
    """

    folder: Path
    environment: str
    variables: Mapping[str, str]
    functions: Mapping[str, Mapping[str, str]]
    jobs: Mapping[str, str]

    @property
    def stack(self) -> Stack:
        model = compile_spec(self.folder / "collectiq.yaml").model
        assert model is not None
        [stack] = [stack for stack in model.stacks if stack.names.environment == self.environment]
        return stack


def collectiq(folder: Path, engine: Engine, *words: str) -> str:
    """Run one of our own commands in a folder and return what it printed."""
    return succeeded(run([COLLECTIQ, *words], cwd=folder, environment=engine.environment()))


def deploy(project: Project, engine: Engine, steps: Steps) -> Deployment:
    """Take a project from an empty account to an applied environment."""
    stack = project.stack
    system, environment = stack.names.system, stack.names.environment
    terraform = project.folder / "generated" / "terraform"
    prepared = Root(terraform / "bootstrap", engine, {"account_id": engine.account})
    with steps.step(f"{system}: bootstrap applied"):
        prepared.init()
        prepared.apply()
    made = prepared.outputs()
    callers = _callers(project, engine, made)
    with steps.step(f"{system}: packages built and uploaded"):
        collectiq(project.folder, callers["package"], "package", "--upload", "--env", environment)
    root = Root(terraform / "envs" / stack.names.stack, callers["apply"], project.variables)
    packages.run_here(engine, made["artifact_buckets"][stack.names.region][environment], root.folder)
    absent.leave_out(root.folder)
    absent.override(terraform / "modules", project.functions)
    with steps.step(f"{system}: {environment} applied"):
        root.init(bucket=made["state_buckets"][environment], use_path_style="true")
        root.apply()
    [api] = engine.client("apigatewayv2").get_apis()["Items"]
    return Deployment(stack, root, replace(root, engine=callers["plan"]), engine, api["ApiId"])


def _callers(project: Project, engine: Engine, made: Mapping[str, Any]) -> Mapping[str, Engine]:
    """Return who does each of the pipelines' jobs."""
    callers = dict.fromkeys(("package", "apply", "plan"), engine)
    for name, subject in project.jobs.items():
        arn = made["role_arns"][f"{project.environment}-{name}"]
        absent.grant_unattributed(engine, arn)
        callers[name] = as_job(engine, arn, subject)
    return callers


def left(engine: Engine) -> list[str]:
    """Return what still stands in the engine, but for what the bootstrap made, which nobody destroys."""
    client = engine.client
    roles = client("iam").list_roles()["Roles"]
    buckets = [one["Name"] for one in client("s3").list_buckets()["Buckets"]]
    buses = client("events").list_event_buses()["EventBuses"]
    return [
        *(one["ApiId"] for one in client("apigatewayv2").get_apis()["Items"]),
        *(one["AlarmName"] for one in client("cloudwatch").describe_alarms()["MetricAlarms"]),
        *(one["Id"] for one in client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]),
        *client("dynamodb").list_tables()["TableNames"],
        *(one["Name"] for one in buses if one["Name"] != "default"),
        *(one["RoleName"] for one in roles if one["Path"] != "/pipelines/"),
        *(one["FunctionName"] for one in client("lambda").list_functions()["Functions"]),
        *(one["logGroupName"] for one in client("logs").describe_log_groups()["logGroups"]),
        *(name for name in buckets if not re.search("-(artifacts|terraform-state)-", name)),
        *(one["Name"] for one in client("scheduler").list_schedules()["Schedules"]),
        *(one["Name"] for one in client("secretsmanager").list_secrets()["SecretList"]),
        *(one["TopicArn"] for one in client("sns").list_topics()["Topics"]),
        *client("sqs").list_queues().get("QueueUrls", []),
        *(one["name"] for one in client("stepfunctions").list_state_machines()["stateMachines"]),
    ]
