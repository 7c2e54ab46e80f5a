"""osls, the kept fork of the Serverless Framework: `osls package`."""

import json
from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers import cloudformation
from benchmarks.peers.code import archive
from benchmarks.peers.peer import Peer, modules
from benchmarks.peers.system import Counts, Service, System, path

OUT = "out"
PROVIDER = {
    "name": "aws",
    "region": "eu-west-1",
    "stage": "dev",
    "runtime": "python3.13",
    "architecture": "arm64",
    "memorySize": 512,
    "timeout": 15,
    "logRetentionInDays": 30,
    "tracing": {"lambda": True},
    "environment": {"LOG_LEVEL": "INFO"},
    "deploymentBucket": "large-code",
}


def write(system: System, folder: Path) -> None:
    """Write the service, and the zip of its code."""
    resources: dict[str, Any] = cloudformation.topic()
    for service in system:
        resources |= cloudformation.stores(service)
        for name in service.functions:
            resources |= function_resources(service, name)
        resources |= cloudformation.machine(service, {name: logical(name) for name in service.functions})
    document = {
        "service": "large",
        "provider": PROVIDER,
        "package": {"artifact": "code.zip"},
        "functions": {name: function(service, name) for service in system for name in service.functions},
        "resources": {"Resources": resources},
    }
    (folder / "serverless.yml").write_text(
        yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, width=120), encoding="utf-8"
    )
    archive(folder / "code.zip")


def logical(function: str) -> str:
    """Return the logical ID that osls gives a function."""
    return f"{function[0].upper()}{function[1:].replace('_', 'Underscore')}LambdaFunction"


def function(service: Service, name: str) -> dict[str, Any]:
    """Return a function with its route; its log group is made by osls."""
    title = cloudformation.logical(service.name)
    return {
        "name": f"large-dev-{name}",
        "description": f"One of the functions of {service.name}.",
        "handler": f"handlers.{name}.app.handler",
        "role": f"{cloudformation.logical(name)}Role",
        "environment": {"TABLE_NAME": {"Ref": f"{title}Table"}, "QUEUE_URL": {"Ref": f"{title}Jobs"}},
        "events": [{"httpApi": f"GET {path(service, name)}"}],
    }


def function_resources(service: Service, function: str) -> dict[str, Any]:
    """Return what osls has no words for: a function's own role, and its alarm."""
    title, statements = cloudformation.logical(function), cloudformation.statements(service)
    return {
        f"{title}Role": cloudformation.role(f"large-dev-fn-{function}", "lambda.amazonaws.com", statements),
        f"{title}Alarm": cloudformation.alarm(function, logical(function)),
    }


def counts(folder: Path) -> Counts:
    """Return what the template describes."""
    text = (folder / OUT / "cloudformation-template-update-stack.json").read_text(encoding="utf-8")
    return cloudformation.counts(json.loads(text))


OSLS = Peer(
    name="osls, `osls package`",
    write=write,
    command=("node", modules("osls") / "osls" / "bin" / "serverless.js", "package", "--package", OUT),
    counts=counts,
    does="CloudFormation from YAML for functions, log groups and routes; roles, alarms, tables, queues and machines are "
    "CloudFormation in its YAML and pass through. The code is zipped beforehand. Checks its own part by a schema.",
    packages=(("osls", "osls"),),
)
