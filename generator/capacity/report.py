"""How far the system goes, as text for a person and as JSON for a program."""

import json
from collections.abc import Sequence
from typing import Any

from generator.capacity.limits import Capacity, Limit
from generator.capacity.quotas import SPEC, table


def text(found: Sequence[Capacity]) -> str:
    """Return one block for each capacity: what breaks first, every quota, what to ask for, and who would be warned."""
    return "\n\n".join(_block(one) for one in found) + "\n"


def verdict(capacity: Capacity) -> str:
    """Return what breaks first, and the first of AWS's quotas where that is the spec's own limit."""
    first = capacity.limits[0]
    of_aws = next((one for one in capacity.limits if one.quota.source != SPEC), None)
    said = [f"{_breaks(first)} first"]
    if of_aws and of_aws is not first:
        said.append(f"{_breaks(of_aws)} first of AWS's")
    return "; ".join(said)


def _breaks(limit: Limit) -> str:
    return f"{limit.quota.service} ({lower(limit.quota.title)}, {limit.of}) is used up at {limit.breaks_at:,.0f} users,"


def advice(capacity: Capacity) -> list[str]:
    """Return what to ask for, or to change, for as many users as that."""
    return [f"{one.quota.service}, {one.of}: {one.advice}" for one in capacity.limits if one.advice]


def warned(limit: Limit) -> str:
    """Return which alarms of the spec fire when a quota is reached, or what to make one of."""
    return ", ".join(limit.alarms) if limit.alarms else f"none yet: {limit.watch}"


def demand(limit: Limit) -> str:
    """Return what the busiest second asks for, with its unit."""
    return f"{number(limit.demand)} {limit.quota.unit}"


def number(value: float) -> str:
    """Return a number with as many digits as matter."""
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"  # noqa: PLR2004 - three digits


def lower(words: str) -> str:
    """Return words as they stand within a sentence."""
    return words if words[:2].isupper() or words.startswith("PutEvents") else words[0].lower() + words[1:]


def _block(capacity: Capacity) -> str:
    rows = [("quota", "of", "busiest second", "quota", "used", "enough for")]
    rows += [
        (
            f"{one.quota.service}: {lower(one.quota.title)}",
            one.of,
            demand(one),
            number(one.value),
            f"{one.share:.1%}",
            f"{one.breaks_at:,.0f} users",
        )
        for one in capacity.limits
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [f"{capacity.title}, {capacity.users:,} users: {verdict(capacity)}"]
    lines += ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += advice(capacity) or ["Nothing has to be asked for."]
    lines += [f"No quota is known for {one}: look at the account's." for one in capacity.unknown]
    if silent := [one for one in capacity.limits if one.advice and not one.alarms]:
        lines += [f"No alarm warns of {one.quota.service}, {one.of}: make one of {one.watch}." for one in silent]
    return "\n".join(lines)


def as_json(found: Sequence[Capacity]) -> str:
    """Return all figures, the busiest second's in the unit of each quota."""
    document = {
        "quotas": {"read": max(one.read for one in table().values())},
        "capacities": [_as_json(one) for one in found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _as_json(capacity: Capacity) -> dict[str, Any]:
    return {
        "environment": capacity.environment,
        "phase": capacity.phase,
        "users": capacity.users,
        "limits": [
            {
                "quota": one.quota.key,
                "service": one.quota.service,
                "of": one.of,
                "unit": one.quota.unit,
                "demand": round(one.demand, 4),
                "value": one.value,
                "breaks_at_users": round(one.breaks_at),
                "request": one.wanted,
                "adjustable": one.quota.adjustable,
                "advice": one.advice,
                "alarms": list(one.alarms),
                "watch": one.watch,
            }
            for one in capacity.limits
        ],
        "unknown": list(capacity.unknown),
    }
