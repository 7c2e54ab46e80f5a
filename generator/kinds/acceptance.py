"""Acceptances: breaking changes that are wanted."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope


class Acceptance(Fact):
    """One accepted change. change: as `collectiq` names it when it refuses it."""

    key: str
    change: str
    reason: str
    owner: str


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Acceptance:
    """Build an acceptance from `{change, reason}`."""
    owner = entry.get("owner", scope.tree["system"].get("owner", ""))
    return Acceptance(scope.key, entry["change"], entry["reason"], owner)
