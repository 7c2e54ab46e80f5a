"""What has to be there before any pipeline runs: state and artifact buckets, GitHub's identity provider, the pipelines' roles.

One root for all environments, applied once per account by a person: the account that it is given decides which of the
environments it prepares, so that two of them can share what an account has only once. Policies stand in a file for each
environment, as literals, because that is what a reviewer of permissions reads.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Raw
from generator.model import Model, Stack
from generator.names import token
from generator.targets import pipeline_roles
from generator.targets.file import File
from generator.targets.layout import TERRAFORM, module, versions
from generator.targets.parts import comment
from generator.targets.pipeline_roles import PipelineRole
from generator.targets.regions import alias
from generator.tokens import tokens_in

NAME = "bootstrap"
_ARTIFACTS = "artifact_buckets"
_TEMPLATES = PurePosixPath("terraform") / NAME

Environments = dict[str, list[Stack]]


def files(model: Model) -> Iterator[File]:
    """Yield the root, and the module of the artifact buckets in one region."""
    environments: Environments = {}
    for stack in model.stacks:
        environments.setdefault(stack.names.environment, []).append(stack)
    artifacts = _artifacts(model)
    repository = model.system.get("repository")
    uses = {"artifacts": bool(artifacts), "roles": bool(repository), "lock_table": model.stacks[0].terraform.lock_table}
    yield _file("versions", versions(model), "terraform/modules/versions.tf.j2")
    yield _file("main", _main(model, environments) | {"uses": uses})
    yield _file("variables", _variables(environments))
    yield _file("state", uses)
    yield _file("outputs", {"uses": uses, "artifacts": artifacts})
    if artifacts:
        yield from module(model, _ARTIFACTS, {})
        yield _file("artifacts", {"calls": artifacts})
    if repository:
        yield from _roles(environments, model.system.get("repository_subject", f"repo:{repository}"))


def state_region(model: Model, stack: Stack) -> str:
    """Return where a stack's state lies: the home region of its account's first environment."""
    return next(other.names.home_region for other in model.stacks if other.names.account == stack.names.account)


def _file(name: str, view: dict[str, Any], template: str = "") -> File:
    return File(TERRAFORM / NAME / f"{name}.tf", template or f"{_TEMPLATES}/{name}.tf.j2", view)


def _main(model: Model, environments: Environments) -> dict[str, Any]:
    regions = list(dict.fromkeys(stack.names.region for stack in model.stacks))
    homes = {name: state_region(model, stacks[0]) for name, stacks in environments.items()}
    home = _only(homes)
    table = {
        name: comment(
            stacks[0].environment.description,
            {"account": stacks[0].names.account, "state_bucket": stacks[0].terraform.state_bucket}
            | ({} if home else {"region": homes[name]}),
        )
        for name, stacks in environments.items()
    }
    return {
        "title": model.system.get("title", model.system["name"]),
        "region": home or Raw("values(local.environments)[0].region"),
        "further": {alias(region): region for region in regions if region != home},
        "tags": model.system.get("tags", {}),
        "environments": table,
        "accounts_are_known": _unplaced(environments) == [],
    }


def _only(homes: dict[str, str]) -> str | None:
    """Return the one region in which all accounts keep their state, if there is one."""
    regions = set(homes.values())
    return regions.pop() if len(regions) == 1 else None


def _unplaced(environments: Environments) -> list[str]:
    """Return the environments whose account the spec leaves out."""
    return [name for name, stacks in environments.items() if stacks[0].names.account == token("account")]


def _variables(environments: Environments) -> dict[str, Any]:
    buckets = [stacks[0].terraform.state_bucket for stacks in environments.values()]
    declared = environments[next(iter(environments))][0].terraform.variables
    needed = sorted({name.removeprefix("variables.") for name in tokens_in(buckets) if name.startswith("variables.")})
    return {
        "unplaced": _unplaced(environments),
        "environments": list(environments),
        "others": {name: declared[name].description for name in needed},
    }


def _artifacts(model: Model) -> list[dict[str, Any]]:
    """Return a call of the module for each region that has functions."""
    home = _only({stack.names.stack: state_region(model, stack) for stack in model.stacks if stack.home})
    buckets: dict[str, dict[str, str]] = {}
    for stack in model.stacks:
        if stack.functions:
            buckets.setdefault(stack.names.region, {})[stack.names.environment] = stack.names.artifacts_bucket()
    return [_artifacts_of(region, names, is_home=region == home) for region, names in buckets.items()]


def _artifacts_of(region: str, names: dict[str, str], *, is_home: bool) -> dict[str, Any]:
    called = "artifacts" if is_home else f"artifacts_{alias(region)}"
    provider = None if is_home else Raw(f"aws.{alias(region)}")
    return {
        "module": called,
        "names": Raw(f"module.{called}.names"),
        "provider": provider,
        "region": region,
        "buckets": names,
    }


def _roles(environments: Environments, subject: str) -> Iterator[File]:
    roles = {name: list(pipeline_roles.roles(stacks)) for name, stacks in environments.items()}
    yield _file("oidc", {})
    table = {
        f"{name}-{role.purpose}": _role(stacks[0], role, subject)
        for name, stacks in environments.items()
        for role in roles[name]
    }
    policies = [Raw(f"local.policies_{name}") for name in environments]
    yield _file("roles", {"roles": table, "policies": policies})
    for name, stacks in environments.items():
        view = {"local": Raw(f"policies_{name}"), "environment": Raw(name), "policies": _policies(stacks, roles[name])}
        yield _file(f"policies_{name}", view, f"{_TEMPLATES}/policies.tf.j2")


def _role(stack: Stack, role: PipelineRole, subject: str) -> dict[str, Any]:
    path, _, name = stack.names.pipeline_role(role.purpose).rpartition("/")
    return {
        "environment": stack.names.environment,
        "name": name,
        "path": f"/{path}/",
        "description": role.description,
        "subject": f"{subject}:environment:{role.jobs}",
        "session_seconds": role.session_s,
    }


def _policies(stacks: Sequence[Stack], roles: list[PipelineRole]) -> dict[str, Any]:
    names = stacks[0].names
    return {
        f"{names.environment}-{role.purpose}-{name}": comment(
            f"What {role.purpose} may do: {name}.",
            {
                "environment": names.environment,
                "role": f"{names.environment}-{role.purpose}",
                "name": f"{names.pipeline_role(role.purpose).rpartition('/')[2]}-{name}",
                "statements": pipeline_roles.view(grants),
            },
        )
        for role in roles
        for name, grants in role.policies.items()
    }
