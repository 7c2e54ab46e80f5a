"""Exceptions: findings of scanners that are accepted, each with a reason, an owner and an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """One accepted check. where: types of resources, or `module.type` for those of one module. expires: YYYY-MM-DD."""

    key: str
    tool: str
    check: str
    where: tuple[str, ...]
    reason: str
    owner: str
    expires: str

    def covers(self, module: str, resource_type: str) -> bool:
        """Tell whether it holds for a type of resource in a module."""
        return resource_type in self.where or f"{module}.{resource_type}" in self.where


def from_spec(entry: Mapping[str, Any], scope: Scope) -> AcceptedFinding:
    """Build an accepted finding from `{check, where, reason, owner, expires}`."""
    return AcceptedFinding(
        key=scope.key,
        tool=entry.get("tool", "checkov"),
        check=entry["check"],
        where=tuple(entry["where"]),
        reason=" ".join(entry["reason"].split()),
        owner=entry["owner"],
        expires=entry["expires"],
    )
