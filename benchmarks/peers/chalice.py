"""Chalice: `chalice package`, with what it has no words for merged into its template."""

import json
from pathlib import Path
from typing import Any

from benchmarks.peers import cloudformation
from benchmarks.peers.peer import Peer, script
from benchmarks.peers.system import Counts, Service, System, path

OUT = "out"
# All routes are one function of its own making, which is there besides those that were asked for.
HANDLER = "APIHandler"

APP = 'from chalice import Chalice\n\napp = Chalice(app_name="large")\n'
FUNCTION = """

@app.lambda_function(name="{name}")
def {name}(event, context):
    return {{}}


@app.route("{path}")
def get_{name}(id):
    return {{}}
"""


def write(system: System, folder: Path) -> None:
    """Write the app, its configuration with a policy for each function, and what is merged."""
    (folder / ".chalice").mkdir()
    texts = [FUNCTION.format(name=name, path=path(service, name)) for service in system for name in service.functions]
    (folder / "app.py").write_text("".join([APP, *texts]), encoding="utf-8")
    (folder / ".chalice" / "config.json").write_text(json.dumps(configuration(system), indent=1), encoding="utf-8")
    resources: dict[str, Any] = cloudformation.topic()
    for service in system:
        policy = {"Version": "2012-10-17", "Statement": cloudformation.statements(service)}
        (folder / ".chalice" / f"{service.name}.json").write_text(json.dumps(policy, indent=1), encoding="utf-8")
        ids = {name: cloudformation.logical(name) for name in service.functions}
        resources |= cloudformation.stores(service) | cloudformation.machine(service, ids)
        resources |= {f"{title}Alarm": cloudformation.alarm(name, title) for name, title in ids.items()}
    (folder / "resources.json").write_text(json.dumps({"Resources": resources}, indent=1), encoding="utf-8")


def configuration(system: System) -> dict[str, Any]:
    """Return the configuration: one stage, and what is each function's own."""
    functions = {name: function(service) for service in system for name in service.functions}
    stage = {
        "api_gateway_stage": "api",
        "lambda_memory_size": 512,
        "lambda_timeout": 15,
        "log_retention_in_days": 30,
        "xray": True,
        "environment_variables": {"LOG_LEVEL": "INFO"},
        "lambda_functions": functions,
    }
    return {"version": "2.0", "app_name": "large", "stages": {"dev": stage}}


def function(service: Service) -> dict[str, Any]:
    """Return what a function of this service has of its own."""
    return {
        "autogen_policy": False,
        "iam_policy_file": f"{service.name}.json",
        "environment_variables": {
            "TABLE_NAME": f"large-dev-{service.name}",
            "QUEUE_URL": f"https://sqs.eu-west-1.amazonaws.com/111122223333/large-dev-{service.name}_jobs",
        },
    }


def counts(folder: Path) -> Counts:
    """Return what the template describes, without the function of all routes."""
    template = json.loads((folder / OUT / "sam.json").read_text(encoding="utf-8"))
    asked = {name: resource for name, resource in template["Resources"].items() if name.casefold() not in OWN}
    return cloudformation.counts({"Resources": asked})


OWN = {f"{HANDLER}{of}".casefold() for of in ("", "LogGroup")}

CHALICE = Peer(
    name="Chalice, `chalice package`",
    write=write,
    command=(script("chalice", "chalice"), "package", "--merge-template", "resources.json", OUT),
    counts=counts,
    does="A template of SAM, still to be transformed, from decorated Python, and a zip of the code. All routes lead to one function "
    "more; the functions that were asked for have none. Alarms, tables, queues and machines are CloudFormation that passes "
    "through; policies are files of one's own.",
    packages=(("chalice", "chalice"),),
)
