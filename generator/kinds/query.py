"""Saved Logs Insights queries, with the log groups that they read."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing

_LOGGING = ("functions", "workflows", "api")


class Query(Fact):
    """One saved query. log_groups: names, alphabetical."""

    thing: Thing
    description: str
    log_groups: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Query:
    """Build a query from `{logs: [...], query: ...}`; without `logs` it reads those of all functions."""
    references = entry.get("logs", ["functions.*"])
    groups = {
        group for index, reference in enumerate(references) for group in _log_groups(reference, scope.at("logs", index))
    }
    return Query(scope.this, entry.get("description", ""), tuple(sorted(groups)), entry["query"].rstrip("\n"))


def _log_groups(reference: str, scope: Scope) -> list[str]:
    section, _, key = reference.partition(".")
    if key == "*" and section in _LOGGING:
        return [thing.attributes["log_group"] for (kind, _), thing in scope.things.items() if kind == section]
    if reference.startswith("/"):
        return [scope.text(reference)]
    group = scope.thing(reference, *_LOGGING).attributes.get("log_group")
    return [group] if group else []
