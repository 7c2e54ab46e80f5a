"""State machines: their definitions as files, and the module that makes them, each with a role of its own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Commented, JsonEncoded, Raw
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.tokens import has_tokens

NAME = "step_functions"


def files(model: Model) -> Iterator[File]:
    """Yield each definition, the module, and its call in every root that has workflows."""
    workflows = [workflow for stack in model.stacks for workflow in stack.workflows.values()]
    if not workflows:
        return
    for stack in model.stacks:
        for workflow in stack.workflows.values():
            yield File(
                _path(stack, workflow), "state_machines/definition.asl.json.j2", {"definition": workflow.definition}
            )
    yield from module(model, NAME, {"uses_tracing": any(workflow.tracing for workflow in workflows)})
    for stack in model.stacks:
        if stack.workflows:
            yield root_file(stack, NAME, _call(stack))


def _path(stack: Stack, workflow: Workflow) -> PurePosixPath:
    return PurePosixPath("state_machines") / stack.names.stack / f"{workflow.key}.asl.json"


def _call(stack: Stack) -> dict[str, Any]:
    return {
        "account": stack.names.account,
        "logs_key": token("keys.logs"),
        "state_machines": {
            key: Commented(workflow.description, _entry(stack, workflow)) for key, workflow in stack.workflows.items()
        },
    }


def _entry(stack: Stack, workflow: Workflow) -> dict[str, Any]:
    path = f"${{path.root}}/../../../{_path(stack, workflow)}"
    definition = (
        f'templatefile("{path}", {{ account_id = var.account_id }})'
        if has_tokens(workflow.definition)
        else f'file("{path}")'
    )
    policy = {"Version": "2012-10-17", "Statement": [statement.as_json() for statement in workflow.statements]}
    entry = {
        "name": workflow.name,
        "type": workflow.type.upper(),
        "role_name": workflow.role_name,
        "definition": Raw(definition),
        "log_group": workflow.log_group,
        "log_level": workflow.log_level,
        "log_execution_data": workflow.log_execution_data,
        "log_retention_days": workflow.log_retention_days,
        "tracing": workflow.tracing,
        "policy": JsonEncoded(policy) if workflow.statements else None,
        "tags": {"Service": "states", "Feature": workflow.feature, **workflow.tags},
    }
    return {key: value for key, value in entry.items() if value is not None}
