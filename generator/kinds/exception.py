"""Exceptions: findings of scanners and warnings of ours that are accepted, each with a reason, an owner and an end."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, segments


class AcceptedFinding(Fact):
    """One accepted check of a scanner. where: types of resources, or `module.type` for those of one module. expires: YYYY-MM-DD."""

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


class AcceptedWarning(Fact):
    """One accepted warning. place: the parts of the entry or setting that it is about. expires: YYYY-MM-DD."""

    key: str
    rule: str
    place: tuple[str, ...]
    reason: str
    owner: str
    expires: str


Accepted = AcceptedFinding | AcceptedWarning


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Accepted:
    """Build what is accepted from `{check, where, reason, owner, expires}` or `{rule, at, reason, owner, expires}`."""
    reason, owner, expires = " ".join(entry["reason"].split()), entry["owner"], entry["expires"]
    try:
        date.fromisoformat(expires)
    except ValueError:
        scope.at("expires").problem(f'"{expires}" is no day of the calendar', "wrong-format")
    needed = ("rule", "at") if "rule" in entry or "at" in entry else ("check", "where")
    for name in needed:
        if name not in entry:
            scope.problem(f'this exception has no "{name}"', "missing-key", at_key=True)
    if "rule" in needed:
        place = segments(entry.get("at", ""))
        return AcceptedWarning(scope.key, entry.get("rule", ""), place, reason, owner, expires)
    tool, where = entry.get("tool", "checkov"), tuple(entry.get("where", ()))
    return AcceptedFinding(scope.key, tool, entry.get("check", ""), where, reason, owner, expires)
