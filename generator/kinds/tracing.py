"""Tracing: how many requests X-Ray samples, and groups of traces worth a look."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope


class TraceGroup(Fact):
    """Traces that a filter expression finds. insights: X-Ray looks for anomalies among them."""

    key: str
    name: str
    description: str
    filter: str
    insights: bool


class Tracing(Fact):
    """Sampling of all requests of the system. reservoir: requests a second that are always traced; rate: 0-1 of the others."""

    name: str
    service_name: str
    rate: float
    reservoir: int
    priority: int
    feature: str
    tags: Mapping[str, str]
    groups: tuple[TraceGroup, ...]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Tracing:
    """Build the sampling rule and the groups; without groups there is one, of requests that failed."""
    groups = entry.get("groups") or {
        "failed": {"description": "Requests that failed.", "filter": "fault = true OR error = true"}
    }
    insights = entry.get("insights", False)
    return Tracing(
        name=scope.names.prefix,
        service_name=f"{scope.names.prefix}-*",
        rate=entry.get("sampling_percent", 5) / 100,
        reservoir=entry.get("reservoir", 1),
        priority=entry.get("priority", 1000),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        groups=tuple(
            TraceGroup(
                key=key,
                name=scope.names.resource(key),
                description=group.get("description", ""),
                filter=scope.at("groups", key, "filter").text(group["filter"]),
                insights=group.get("insights", insights),
            )
            for key, group in sorted(groups.items())
        ),
    )
