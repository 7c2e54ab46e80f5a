"""The frame of each environment's root: versions, backend, provider, variables, the outputs that are literals.

Everything else in a root is one file per concern, so that what a local engine lacks can be left out.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Comment, Raw
from generator.model import Model, Stack
from generator.names import token
from generator.targets import bootstrap, kms
from generator.targets.file import File
from generator.targets.layout import module_of, root, root_file, versions
from generator.targets.regions import alias, further
from generator.tokens import has_tokens


def files(model: Model) -> Iterator[File]:
    """Yield the frame of every root, and copies of the Terraform files that the spec takes over."""
    for stack in model.stacks:
        folder = root(stack)
        yield File(folder / "versions.tf", "terraform/modules/versions.tf.j2", versions(model))
        yield File(folder / "backend.tf", "terraform/envs/backend.tf.j2", _backend(model, stack))
        yield File(folder / "main.tf", "terraform/envs/main.tf.j2", _main(model, stack))
        variables = _variables(stack)
        yield File(folder / "variables.tf", "terraform/envs/variables.tf.j2", {"variables": variables})
        values = {Raw(name): variable["value"] for name, variable in variables.items() if variable["value"] is not None}
        yield File(folder / "terraform.tfvars", "terraform/envs/terraform.tfvars.j2", {"values": values})
        if any(module_of(output.value) is None for output in stack.outputs.values()):
            yield root_file(stack, None, {})
        for name in stack.terraform.files:
            view = {"text": Raw(model.attachments[name]), "source": Comment(f"Copied from {name}.")}
            yield File(folder / PurePosixPath(name).name, "terraform/envs/copied.tf.j2", view, verbatim=True)


def _backend(model: Model, stack: Stack) -> dict[str, Any]:
    """Return the settings of the state backend: literals, since Terraform takes no variables there."""
    bucket = stack.terraform.state_bucket
    settings: dict[str, Any] = {} if has_tokens(bucket) else {"bucket": bucket}
    settings |= {
        "key": stack.names.state_key,
        "region": bootstrap.state_region(model, stack),
        "encrypt": True,
        "use_lockfile": True,
    }
    if stack.terraform.lock_table:
        settings["dynamodb_table"] = stack.terraform.lock_table
    return {"settings": {Raw(name): value for name, value in settings.items()}, "bucket_is_known": "bucket" in settings}


def _main(model: Model, stack: Stack) -> dict[str, Any]:
    names = stack.names
    description = stack.tree["environments"][names.environment].get("description", "")
    tags = {**stack.tree["system"].get("tags", {}), "Environment": names.environment, "Feature": names.system}
    keeps_data = stack.buckets or kms.replicated(model, stack)
    replicas = [other.names.region for other in further(model, stack)] if keeps_data else []
    return {
        "purpose": Comment(
            f"{model.system.get('title', names.system)} in {names.environment}, {names.region}. {description}".strip()
        ),
        "region": names.region,
        "account": names.account,
        "tags": tags,
        "replica_regions": {alias(region): region for region in replicas},
    }


def _variables(stack: Stack) -> dict[str, dict[str, Any]]:
    """Return the root's variables; `value` is what terraform.tfvars says, None where nothing is said."""
    variables: dict[str, dict[str, Any]] = {}
    if stack.names.account == token("account"):
        variables["account_id"] = _variable("The AWS account that this environment lives in.")
    if stack.functions:
        description = (
            "Where each function's code lies in the artifact bucket, as `collectiq package --upload` writes it."
        )
        variables["packages"] = _variable(
            description, type_="map(object({ key = string, sha256 = string }))", default={}
        )
    for name, variable in stack.terraform.variables.items():
        variables[name] = _variable(variable.description, sensitive=variable.sensitive, value=variable.default)
    return variables


def _variable(description: str, *, type_: str = "string", sensitive: bool = False, default: object = None,
              value: object = None) -> dict[str, Any]:  # fmt: skip
    return {"description": description, "type": Raw(type_), "sensitive": sensitive, "default": default, "value": value}
