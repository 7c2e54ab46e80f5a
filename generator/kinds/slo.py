"""Service level objectives: which share of requests, calls or executions has to go well."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.scope import Scope, Thing

_SECTIONS = ("routes", "functions", "workflows")


@dataclass(frozen=True, slots=True)
class Slo:
    """One objective over `things`. availability_percent, or latency_ms that latency_percent of them stay below. window_s: seconds."""

    thing: Thing
    description: str
    things: tuple[Thing, ...]
    availability_percent: float | None
    latency_ms: float | None
    latency_percent: float
    window_s: int
    runbook: Thing | None

    @property
    def key(self) -> str:
        return self.thing.key


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Slo:
    """Build an objective from `{routes, availability_percent, window}` or `{routes, latency_ms, latency_percent, window}`."""
    if ("availability_percent" in entry) == ("latency_ms" in entry):
        scope.problem("an objective needs either availability_percent or latency_ms", "slo-without-goal", at_key=True)
    runbook = entry.get("runbook")
    return Slo(
        thing=scope.this,
        description=entry.get("description", ""),
        things=tuple(thing for section in _SECTIONS for thing in _things(section, entry.get(section) or (), scope)),
        availability_percent=entry.get("availability_percent"),
        latency_ms=entry.get("latency_ms"),
        latency_percent=entry.get("latency_percent", 95),
        window_s=scope.seconds(entry.get("window", "30d")),
        runbook=scope.at("runbook").thing(runbook, "runbooks") if runbook else None,
    )


def _things(section: str, keys: tuple[str, ...], scope: Scope) -> list[Thing]:
    if tuple(keys) == ("*",):
        return sorted(
            (thing for (kind, _), thing in scope.things.items() if kind == section), key=lambda thing: thing.key
        )
    return [scope.at(section, index).thing(f'{section}."{key}"', section) for index, key in enumerate(keys)]
