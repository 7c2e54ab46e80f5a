"""CDKTF and copier, which come to Terraform as ours does."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import INPUTS, Peer, modules, script
from benchmarks.peers.system import Counts, System, document

OUT = "out"
RESOURCE = re.compile(r'^resource "(\w+)"', re.MULTILINE)
ROLE_OF_FUNCTION = re.compile(r"^  role +?= (aws_iam_role\.\w+\.arn)$", re.MULTILINE)


def write_app(system: System, folder: Path) -> None:
    """Write the CDKTF app, and the system that it loops over."""
    (folder / "system.json").write_text(document(system), encoding="utf-8")
    shutil.copy(INPUTS / "cdktf.js", folder / "app.js")
    settings = {"language": "javascript", "app": "node app.js", "projectId": "large", "sendCrashReports": "false"}
    (folder / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")


def synthesized(folder: Path) -> Counts:
    """Return what the JSON of the app's stack describes."""
    text = (folder / OUT / "stacks" / "large" / "cdk.tf.json").read_text(encoding="utf-8")
    resources: dict[str, dict[str, Any]] = json.loads(text)["resource"]
    roles = {function["role"] for function in resources["aws_lambda_function"].values()}
    return counts(Counter({kind: len(entries) for kind, entries in resources.items()}), roles)


def write_template(system: System, folder: Path) -> None:
    """Write the template, and the answers to its one question."""
    shutil.copytree(INPUTS / "copier", folder / "template")
    (folder / "answers.yml").write_text(f"services: {document(system)}\n", encoding="utf-8")


def copied(folder: Path) -> Counts:
    """Return what all files of Terraform describe."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((folder / OUT).glob("*.tf")))
    return counts(Counter(RESOURCE.findall(text)), set(ROLE_OF_FUNCTION.findall(text)))


def counts(resources: Counter[str], roles: set[str]) -> Counts:
    """Return what there is of everything.

    resources: how many there are of each type
    roles: those that functions have
    """
    return Counts(
        functions=resources["aws_lambda_function"],
        roles=len(roles),
        log_groups=resources["aws_cloudwatch_log_group"],
        routes=resources["aws_apigatewayv2_route"],
        alarms=resources["aws_cloudwatch_metric_alarm"],
        tables=resources["aws_dynamodb_table"],
        queues=resources["aws_sqs_queue"],
        machines=resources["aws_sfn_state_machine"],
    )


CDKTF = Peer(
    name="CDKTF, JavaScript, `cdktf synth`",
    write=write_app,
    command=("node", modules("cdktf") / ".bin" / "cdktf", "synth", "--output", OUT),
    counts=synthesized,
    does="Terraform's JSON from a program that spells out every resource, role and statement; checks types. HashiCorp ended the "
    "project in December 2025.",
    packages=(("cdktf", "cdktf-cli"), ("cdktf", "cdktf"), ("cdktf", "@cdktf/provider-aws")),
    environment=(("NODE_PATH", str(modules("cdktf"))),),
)
CDKTF_APP = Peer(
    name="CDKTF, JavaScript, the app alone",
    write=write_app,
    command=("node", "app.js"),
    counts=synthesized,
    does="The same without the command around it.",
    packages=(("cdktf", "cdktf"), ("cdktf", "@cdktf/provider-aws")),
    environment=(("NODE_PATH", str(modules("cdktf"))),),
)
COPIER = Peer(
    name="copier",
    write=write_template,
    command=(
        script("copier", "copier"),
        "copy",
        "--defaults",
        "--quiet",
        "--data-file",
        "answers.yml",
        "template",
        OUT,
    ),
    counts=copied,
    does="Renders templates of Terraform, a file for each service, written for this comparison. It knows nothing of AWS and checks "
    "nothing; the program that writes text, and no more.",
    packages=(("copier", "copier"),),
)
