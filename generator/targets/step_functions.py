"""State machines: their definitions as files, and the module that makes them, each with a role of its own.

Where a definition holds a value that only Terraform knows, its file is a template, and the call says what stands for it.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Raw, literal
from generator.kinds.workflow import Workflow
from generator.model import Model, Stack
from generator.names import token
from generator.targets.expressions import expression, templatefile_name
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share, tags
from generator.targets.policies import policy
from generator.tokens import tokens_in

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
    uses = {
        "tracing": share(workflow.tracing for workflow in workflows),
        "logs": share(workflow.logs for workflow in workflows),
        "policy": share(bool(workflow.statements) for workflow in workflows),
    }
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        if stack.workflows:
            yield root_file(stack, NAME, _call(stack, uses))


def _path(stack: Stack, workflow: Workflow) -> PurePosixPath:
    return PurePosixPath("state_machines") / stack.names.stack / f"{workflow.key}.asl.json"


def _call(stack: Stack, uses: Mapping[str, str]) -> dict[str, Any]:
    return {
        "account": stack.names.account,
        "logs_key": token("keys.logs") if uses["logs"] else None,
        "state_machines": {
            key: comment(workflow.description, _entry(stack, workflow, uses))
            for key, workflow in stack.workflows.items()
        },
    }


def _entry(stack: Stack, workflow: Workflow, uses: Mapping[str, str]) -> dict[str, Any]:
    logs = workflow.logs
    return {
        "name": workflow.name,
        "arn": workflow.thing.arn,
        "type": workflow.type.upper(),
        "role_name": workflow.role_name,
        "definition": Raw(_definition(stack, workflow)),
        **present(
            log_group=workflow.log_group if logs else None,
            log_level=workflow.log_level if logs else None,
            log_execution_data=workflow.log_execution_data if logs else None,
            log_retention_days=workflow.log_retention_days if logs else None,
            tracing=workflow.tracing if uses["tracing"] == "some" else None,
            policy=policy(workflow.statements) if workflow.statements else None,
        ),
        "tags": tags("states", workflow),
    }


def _definition(stack: Stack, workflow: Workflow) -> str:
    """Return the expression that reads the definition's file, filled in where it is a template."""
    path = f"${{path.root}}/../../../{_path(stack, workflow)}"
    values = {templatefile_name(name): expression(name) for name in tokens_in(workflow.definition)}
    if not values:
        return f'file("{path}")'
    if len(values) == 1:
        [(name, value)] = values.items()
        return f'templatefile("{path}", {{ {name} = {value} }})'
    given = literal({name: Raw(value) for name, value in values.items()})
    return f'templatefile("{path}", {given})'
