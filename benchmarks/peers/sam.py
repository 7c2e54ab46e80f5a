"""AWS SAM: the transform that CloudFormation runs, and `sam validate --lint`, which is cfn-lint."""

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers import cloudformation
from benchmarks.peers.peer import INPUTS, STDOUT, Peer, python, script
from benchmarks.peers.system import Counts, Service, System, path

FUNCTIONS = {
    "CodeUri": "s3://large-code/code.zip",
    "Runtime": "python3.13",
    "Architectures": ["arm64"],
    "MemorySize": 512,
    "Timeout": 15,
    "Tracing": "Active",
    "Environment": {"Variables": {"LOG_LEVEL": "INFO"}},
}


def write(system: System, folder: Path) -> None:
    """Write the template, and the program that runs the transform."""
    resources: dict[str, Any] = {"Api": {"Type": "AWS::Serverless::HttpApi"}, **cloudformation.topic()}
    for service in system:
        resources |= cloudformation.stores(service)
        for function in service.functions:
            resources |= function_resources(service, function)
        resources |= cloudformation.machine(service, {name: cloudformation.logical(name) for name in service.functions})
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Metadata": {"cfn-lint": {"config": {"ignore_checks": ["E3010"]}}},  # the limit of 500 resources in a stack
        "Globals": {"Function": FUNCTIONS},
        "Resources": resources,
    }
    (folder / "template.yaml").write_text(
        yaml.dump(template, Dumper=yaml.CSafeDumper, sort_keys=False, width=120), encoding="utf-8"
    )
    shutil.copy(INPUTS / "transform.py", folder / "transform.py")


def function_resources(service: Service, function: str) -> dict[str, Any]:
    """Return a function with its route, its log group and its alarm; its role is made by the transform."""
    title, of_service = cloudformation.logical(function), cloudformation.logical(service.name)
    route = {"ApiId": {"Ref": "Api"}, "Method": "GET", "Path": path(service, function)}
    variables = {"TABLE_NAME": {"Ref": f"{of_service}Table"}, "QUEUE_URL": {"Ref": f"{of_service}Jobs"}}
    properties = {
        "FunctionName": f"large-dev-{function}",
        "Description": f"One of the functions of {service.name}.",
        "Handler": f"handlers.{function}.app.handler",
        "Environment": {"Variables": variables},
        "Policies": [{"Version": "2012-10-17", "Statement": cloudformation.grants(service)}],
        "Events": {"Route": {"Type": "HttpApi", "Properties": route}},
    }
    return {
        title: {"Type": "AWS::Serverless::Function", "Properties": properties},
        f"{title}Logs": cloudformation.log_group(function),
        f"{title}Alarm": cloudformation.alarm(function, title),
    }


def counts(folder: Path) -> Counts:
    """Return what the transformed template describes."""
    return cloudformation.counts(json.loads((folder / STDOUT).read_text(encoding="utf-8")))


PACKAGES = (("sam", "aws-sam-cli"), ("sam", "aws-sam-translator"), ("sam", "cfn-lint"))

TRANSFORM = Peer(
    name="SAM, the transform",
    write=write,
    command=(python("sam"), "transform.py"),
    counts=counts,
    does="CloudFormation from YAML with short forms for functions and routes; the rest of the YAML is CloudFormation already and "
    "passes through. The roles come from grants that are spelled out. Checks the short forms alone.",
    packages=PACKAGES[1:2],
)
VALIDATE = Peer(
    name="SAM, `sam validate --lint`",
    write=write,
    command=(script("sam", "sam"), "validate", "--lint"),
    says="is a valid SAM Template",
    does="cfn-lint over the template and what the transform makes of it: the checks that come nearest to ours, by AWS's schemas. "
    "Writes nothing.",
    packages=PACKAGES,
)
