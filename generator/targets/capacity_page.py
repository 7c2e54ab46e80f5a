"""The page of how far the system goes: the figures of `collectiq capacity`, and where the quotas come from."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from generator.capacity import Capacity, report
from generator.capacity.limits import all_of
from generator.capacity.quotas import SPEC, Quota
from generator.cost.charts import bars
from generator.model import Model
from generator.targets.file import File

PAGE = PurePosixPath("docs/capacity.md")
_SHOWN = 6


def files(model: Model) -> Iterator[File]:
    """Yield the page, where the spec says how much the system is used."""
    if not any(stack.traffic for stack in model.stacks):
        return
    found = all_of(model)
    if not found:
        return
    largest = found[-1]
    quotas = {one.quota.key: one.quota for capacity in found for one in capacity.limits}
    # The spec's own limits are no quotas of AWS's.
    of_aws = [quota for key, quota in sorted(quotas.items()) if quota.source != SPEC]
    most = {f"{one.quota.service}, {one.of}": 100 * one.share for one in largest.limits[:_SHOWN]}
    view = {
        "chart": bars(f"Percent of each quota with {largest.users:,} users", most),
        "capacities": [_capacity(one) for one in found],
        "alarms": [{"of": f"{one.quota.service}, {one.of}", "warned": report.warned(one)} for one in largest.limits],
        "quotas": [
            {
                "service": quota.service,
                "title": quota.title,
                "value": f"{quota.value:,.0f} {quota.unit}",
                "where": _where(quota),
                "adjustable": "yes" if quota.adjustable else "no",
                "code": quota.code,
                "source": quota.source,
                "read": quota.read,
            }
            for quota in of_aws
        ],
    }
    yield File(PAGE, "docs/capacity.md.j2", view)


def _where(quota: Quota) -> str:
    if quota.elsewhere is None:
        return "everywhere"
    return f"{', '.join(quota.regions)}; elsewhere from {quota.elsewhere:,.0f} on"


def _capacity(one: Capacity) -> dict[str, Any]:
    return {
        "title": f"{one.title}, {one.users:,} users",
        "verdict": report.verdict(one),
        "advice": report.advice(one),
        "unknown": list(one.unknown),
        "limits": [
            {
                "service": limit.quota.service,
                "title": limit.quota.title,
                "of": limit.of,
                "demand": report.demand(limit),
                "value": report.number(limit.value),
                "used": f"{limit.share:.1%}",
                "breaks_at": f"{limit.breaks_at:,.0f}",
            }
            for limit in one.limits
        ],
    }
