"""Pipelines: what GitHub does when the repository changes, or every day."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope

# There is no name to fall back on: whoever registers it would run code in jobs that may take the roles of deployments.
_UNINSTALLED = (
    "a pipeline needs to know how its jobs get this compiler, which is on no public index: give install, such as "
    '"collectiq[aws] @ git+https://HOST/OWNER/REPOSITORY@COMMIT", or a wheel with #sha256=HASH'
)


class Pipeline(Fact):
    """One pipeline. kind: `infrastructure`, `backend`, `frontend`, `drift` or `environment`. cron: as GitHub writes it, UTC.

    install: what pip installs to get the compiler; empty for a frontend, whose jobs do without. checks: commands.
    """

    key: str
    kind: str
    description: str
    branches: tuple[str, ...]
    paths: tuple[str, ...]
    cron: str | None
    environment: str | None
    install: str
    checks: tuple[str, ...]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Pipeline:
    """Build a pipeline from `{kind, branches, paths}`."""
    environment = entry.get("environment")
    if "repository" not in scope.spec["system"]:
        message = "a pipeline needs to know whom its roles trust: give system.repository, such as owner/name"
        scope.problem(message, "pipeline-without-repository", at_key=True)
    if entry["kind"] != "frontend" and "install" not in entry:
        scope.problem(_UNINSTALLED, "pipeline-without-install", at_key=True)
    if entry["kind"] == "environment":
        _check_ephemeral(environment, scope)
    return Pipeline(
        key=scope.key,
        kind=entry["kind"],
        description=entry.get("description", ""),
        branches=tuple(entry.get("branches", ())),
        paths=tuple(entry.get("paths", ())),
        cron=entry.get("cron"),
        environment=scope.at("environment").declared_environment(environment) if environment else None,
        install=entry.get("install", ""),
        checks=tuple(entry.get("checks", ())),
    )


def _check_ephemeral(environment: str | None, scope: Scope) -> None:
    """Report a pipeline that would destroy an environment that is there to stay."""
    if environment is None:
        message = "a pipeline of kind environment needs to know which: give environment"
        scope.problem(message, "environment-to-stay", at_key=True)
        return
    declared = scope.tree["environments"].get(environment)
    if declared is not None and (not declared.get("ephemeral") or declared.get("protect_data")):
        message = f'"{environment}" is there to stay, and this pipeline destroys what it made: declare one with ephemeral: true, without protect_data'
        scope.at("environment").problem(message, "environment-to-stay")
