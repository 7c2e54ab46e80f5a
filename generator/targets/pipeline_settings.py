"""What GitHub has to be told for the pipelines, which no file of a repository can say: a checklist for whoever administers it."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from generator.kinds.pipeline import Pipeline
from generator.model import Model, Stack
from generator.names import token
from generator.targets import pipeline_tools
from generator.targets.file import File
from generator.targets.pipeline_environments import setting

PAGE = PurePosixPath("docs/pipelines.md")

# Kinds whose workflows check pull requests, in a job of this name.
_CHECKING = ("infrastructure", "backend")
_JOB = "checks"


def files(model: Model) -> Iterator[File]:
    """Yield the checklist, where there are pipelines."""
    homes = [stack for stack in model.stacks if stack.home]
    pipelines = {key: one for stack in homes for key, one in stack.pipelines.items()}
    if not pipelines:
        return
    lasting = [stack for stack in homes if not stack.environment.ephemeral]
    view = {
        "repository": model.system["repository"],
        "compilers": _compilers(pipelines.values()),
        "actions": [f"{name}@{commit} ({tag})" for name, (tag, commit) in pipeline_tools.ACTIONS.items()],
        "environments": [_environment(stack) for stack in homes],
        "branches": [_branch(name, list(pipelines.values())) for name in _branches(lasting)],
    }
    yield File(PAGE, "docs/pipelines.md.j2", view)


def _compilers(pipelines: Iterable[Pipeline]) -> list[dict[str, str]]:
    """Return what is installed as the compiler, and by which workflows."""
    found: dict[str, list[str]] = {}
    for pipeline in pipelines:
        if pipeline.install:
            found.setdefault(pipeline.install, []).append(pipeline.key)
    return [{"install": install, "workflows": ", ".join(keys)} for install, keys in found.items()]


def _environment(stack: Stack) -> dict[str, Any]:
    name = stack.names.environment
    teams = [team for team in stack.access.values() if name in team.approves]
    return {
        "name": name,
        "plan_environment": stack.names.plan_environment,
        "branch": stack.environment.branch,
        "approval": stack.environment.approval,
        "reviewers": [
            f"the team {team.key} ({', '.join(team.members)})" if team.members else f"the team {team.key}"
            for team in teams
        ],
        "settings": list(_settings(stack)),
    }


def _settings(stack: Stack) -> Iterator[dict[str, str]]:
    """Yield what an environment has to keep: the values that the spec leaves open."""
    if stack.names.account == token("account"):
        yield {"kind": "Variable", "name": "AWS_ACCOUNT_ID", "description": "The number of its AWS account."}
    for name, variable in stack.terraform.variables.items():
        if variable.default is None:
            kind = "Secret" if variable.sensitive else "Variable"
            yield {"kind": kind, "name": setting(name), "description": variable.description or f"The variable {name}."}


def _branches(homes: list[Stack]) -> list[str]:
    return list(dict.fromkeys(stack.environment.branch for stack in homes))


def _branch(name: str, pipelines: list[Pipeline]) -> dict[str, Any]:
    """Return a branch's rules; a check that a path filter may leave out cannot be required."""
    checking = [one for one in pipelines if one.kind in _CHECKING and (not one.branches or name in one.branches)]
    return {
        "name": name,
        "required": [f"{_JOB}, of the workflow {one.key}" for one in checking if not one.paths],
        "filtered": [f"{_JOB}, of the workflow {one.key}" for one in checking if one.paths],
    }
