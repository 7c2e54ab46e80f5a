"""Pipelines: what GitHub does when the repository changes, or every day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline. kind: `infrastructure`, `backend`, `frontend`, `drift` or `environment`. cron: as GitHub writes it, UTC."""

    key: str
    kind: str
    description: str
    branches: tuple[str, ...]
    paths: tuple[str, ...]
    cron: str | None
    environment: str | None


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Pipeline:
    """Build a pipeline from `{kind, branches, paths}`."""
    environment = entry.get("environment")
    return Pipeline(
        key=scope.key,
        kind=entry["kind"],
        description=entry.get("description", ""),
        branches=tuple(entry.get("branches", ())),
        paths=tuple(entry.get("paths", ())),
        cron=entry.get("cron"),
        environment=scope.at("environment").declared_environment(environment) if environment else None,
    )
