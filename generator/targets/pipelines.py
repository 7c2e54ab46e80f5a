"""Pipelines as GitHub workflows, and what runs the same checks before a commit; all of them lie beside the spec.

Whatever follows an approval is one job that takes one role after the other: a second job of the same environment
would ask again. What a person approves is applied: the plan is kept, encrypted, between the two jobs.

GitHub evaluates `${{ }}` in almost every text of a workflow. So texts of the spec stand in comments, or reach a
command through `env`, escaped; a `run` holds no expression at all.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Comment, Raw
from generator.kinds.pipeline import Pipeline
from generator.model import Model, Stack
from generator.names import OUTPUT
from generator.targets import pipeline_tools
from generator.targets.file import File
from generator.targets.layout import root
from generator.targets.pipeline_environments import environment, literal

_WORKFLOWS = PurePosixPath(".github/workflows")
_TEMPLATES = PurePosixPath("github")
_DAILY = "0 6 * * *"

Stacks = list[Stack]


def files(model: Model) -> Iterator[File]:
    """Yield the workflow of each pipeline and, where there is one, the configuration of the checks."""
    found: dict[str, list[Stacks]] = {}
    for stacks in _environments(model):
        for key in stacks[0].pipelines:
            found.setdefault(key, []).append(stacks)
    for key, environments in found.items():
        yield from _workflow(model, environments[0][0].pipelines[key], environments)
    if found:
        roots = [_validation(stack) for stack in model.stacks]
        yield File(PurePosixPath(".pre-commit-config.yaml"), f"{_TEMPLATES}/pre_commit.yaml.j2", {"roots": roots})
        yield File(PurePosixPath(".tflint.hcl"), f"{_TEMPLATES}/tflint.hcl.j2", {"aws": pipeline_tools.TFLINT_AWS})
        yield File(PurePosixPath(".checkov.yaml"), f"{_TEMPLATES}/checkov.yaml.j2", {})
        lasting = [stack for stack in model.stacks if not stack.environment.ephemeral]
        priced = [{"path": f"{OUTPUT}/{root(stack)}", "name": stack.names.stack} for stack in lasting]
        yield File(PurePosixPath("infracost.yml"), f"{_TEMPLATES}/infracost.yml.j2", {"roots": priced})


def _environments(model: Model) -> list[Stacks]:
    """Return the stacks of each environment, its home first."""
    found: dict[str, Stacks] = {}
    for stack in model.stacks:
        found.setdefault(stack.names.environment, []).append(stack)
    return list(found.values())


def _workflow(model: Model, pipeline: Pipeline, environments: Sequence[Stacks]) -> Iterator[File]:
    branches = list(pipeline.branches) or sorted({stacks[0].environment.branch for stacks in environments})
    if pipeline.kind == "environment":
        environments = [stacks for stacks in environments if stacks[0].names.environment == pipeline.environment]
    else:
        environments = [stacks for stacks in environments if not stacks[0].environment.ephemeral]
    if pipeline.kind not in ("environment", "drift"):
        environments = [stacks for stacks in environments if stacks[0].environment.branch in branches]
    views = [environment(model, stacks) for stacks in environments]
    if pipeline.kind == "frontend":
        views = [view for view in views if view["frontends"]]
    if not views:
        return
    view = {
        "name": pipeline.key,
        "description": [Comment(pipeline.description)] if pipeline.description else [],
        "cron": pipeline.cron or (_DAILY if pipeline.kind == "drift" else None),
        "branches": branches,
        "paths": _paths(pipeline),
        "checks": pipeline.checks,
        "environments": views,
        "install": literal(pipeline.install),
        "uses": pipeline_tools.uses(),
        "versions": _versions(model),
    }
    yield File(_WORKFLOWS / f"{pipeline.key}.yml", f"{_TEMPLATES}/{pipeline.kind}.yml.j2", view)


def _validation(stack: Stack) -> dict[str, str]:
    folder = f"{OUTPUT}/{root(stack)}"
    steps = (f"terraform -chdir={folder} init -backend=false -input=false", f"terraform -chdir={folder} validate")
    return {
        "id": f"terraform-validate-{stack.names.stack}",
        "name": f"terraform validate {stack.names.stack}",
        "entry": f"bash -c '{' && '.join(steps)}'",
    }


def _paths(pipeline: Pipeline) -> list[str]:
    """Return what starts a pipeline; a change of its own workflow does too."""
    own = f"{_WORKFLOWS}/{pipeline.key}.yml"
    return [*pipeline.paths, own] if pipeline.paths else []


def _versions(model: Model) -> dict[str, Any]:
    return {
        "checkov": pipeline_tools.CHECKOV,
        "compliance": pipeline_tools.COMPLIANCE,
        "infracost": pipeline_tools.INFRACOST,
        "python": pipeline_tools.PYTHON,
        "terraform": pipeline_tools.terraform_version(model.stacks[0].terraform.required_version),
        "tflint": Raw(f"v{pipeline_tools.TFLINT}"),
    }
