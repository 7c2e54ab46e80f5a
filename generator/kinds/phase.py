"""Phases: stages of growth, as overrides of the spec and commitments that the cost model counts."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope


class Phase(Fact):
    """One stage of growth. cost_from, cost_to: US dollars a month that it is meant to cost.

    savings_plan_percent: discount of a Compute Savings Plan. overrides: what it changes in the spec of `environment`.
    """

    key: str
    description: str
    environment: str
    cost_from: float | None
    cost_to: float | None
    savings_plan_percent: float
    reserved_table_capacity: bool
    archive_old_objects: bool
    overrides: Mapping[str, Any]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Phase:
    """Build a phase from `{environment, monthly_cost, commitments, set}`."""
    cost = entry.get("monthly_cost") or {}
    commitments = entry.get("commitments") or {}
    return Phase(
        key=scope.key,
        description=entry.get("description", ""),
        environment=scope.at("environment").declared_environment(entry["environment"]),
        cost_from=cost.get("from"),
        cost_to=cost.get("to"),
        savings_plan_percent=commitments.get("compute_savings_plan_percent", 0),
        reserved_table_capacity=commitments.get("reserved_table_capacity", False),
        archive_old_objects=commitments.get("archive_old_objects", False),
        overrides=entry.get("set") or {},
    )
