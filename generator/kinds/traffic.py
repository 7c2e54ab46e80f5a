"""Traffic: how much the system is used in a month; the cost model starts here."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope, Thing


class Uploads(Fact):
    """Objects that one user puts into a bucket in a month. bytes: of one."""

    bucket: Thing
    per_user: float
    bytes: int


class Traffic(Fact):
    """Use in a month. routes: requests of one user by route; the rest of `requests_per_user` goes to the others.

    peak_factor: how many times the average the busiest second has. durations_ms: time of a call by function.
    """

    users: int
    requests_per_user: float
    peak_factor: float
    routes: Mapping[str, float]
    durations_ms: Mapping[str, float]
    uploads: tuple[Uploads, ...]
    input_tokens_per_call: int
    output_tokens_per_call: int


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Traffic:
    """Build the traffic from its section, which may be left out."""
    routes = entry.get("routes") or {}
    for route in routes:
        scope.at("routes", route).thing(f'routes."{route}"', "routes")
    durations = entry.get("durations_ms") or {}
    for function in durations:
        scope.at("durations_ms", function).thing(f'functions."{function}"', "functions")
    tokens = entry.get("tokens_per_call") or {}
    return Traffic(
        users=entry.get("users", 0),
        requests_per_user=entry.get("requests_per_user", 0),
        peak_factor=entry.get("peak_factor", 10),
        routes=routes,
        durations_ms=durations,
        uploads=tuple(
            Uploads(
                scope.at("uploads", bucket).thing(bucket, "buckets"), upload.get("per_user", 0), upload.get("bytes", 0)
            )
            for bucket, upload in (entry.get("uploads") or {}).items()
        ),
        input_tokens_per_call=tokens.get("input", 0),
        output_tokens_per_call=tokens.get("output", 0),
    )
