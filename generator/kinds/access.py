"""Access: teams, and what each may do in which environment."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope


class Access(Fact):
    """One team. role: `read`, `deploy` or `admin`. approves: environments whose deployments it lets through."""

    key: str
    description: str
    environments: tuple[str, ...]
    role: str
    approves: tuple[str, ...]
    members: tuple[str, ...]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Access:
    """Build a team's access from `{environments, role, approves}`."""
    return Access(
        key=scope.key,
        description=entry.get("description", ""),
        environments=_environments(entry, "environments", scope),
        role=entry["role"],
        approves=_environments(entry, "approves", scope),
        members=tuple(entry.get("members", ())),
    )


def _environments(entry: Mapping[str, Any], word: str, scope: Scope) -> tuple[str, ...]:
    names = enumerate(entry.get(word) or ())
    return tuple(scope.at(word, index).declared_environment(name) for index, name in names)
