"""How an estimate looks: text for a person, JSON for a program."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from generator.cost.comparison import Difference
from generator.cost.estimates import Estimate, Range
from generator.cost.prices import Prices

_CENTS_BELOW = 100
_SHOWN_SWINGS = 3
_SHOWN_SERVICES = 3
_SHOWN_REASONS = 2


def usd(value: float) -> str:
    """Return dollars, with cents where there are few."""
    sign = "-" if value < 0 else ""
    return f"{sign}${abs(value):,.2f}" if abs(value) < _CENTS_BELOW else f"{sign}${abs(value):,.0f}"


def text(estimates: Sequence[Estimate], differences: Sequence[Difference] = ()) -> str:
    """Return one block for each estimate: its total, by service, by feature, and what it hangs on."""
    by_title = {difference.title: difference for difference in differences}
    blocks = [_block(one, by_title.pop(one.title, None)) for one in estimates]
    blocks += ["\n".join([f"{one.title} is no longer there", *_differences(one)]) for one in by_title.values()]
    return "\n\n".join(blocks) + "\n"


def verdict(estimate: Estimate) -> str:
    """Return how the expected cost stands to the budget and to what the phase is meant to cost."""
    said = []
    expected = estimate.total.expected
    if estimate.budget is not None:
        relation = "over" if estimate.over_budget else "within"
        said.append(f"{relation} the budget of {usd(estimate.budget)}")
    if estimate.meant:
        low, high = estimate.meant
        relation = "below" if expected < low else "above" if expected > high else "within"
        said.append(f"{relation} the {usd(low)} to {usd(high)} that it is meant to cost")
    return ", ".join(said) or "no budget is set"


def largest(estimate: Estimate) -> str:
    """Return the assumption that moves the total most, in a sentence."""
    swing = estimate.swings[0]
    one = swing.assumption
    return (
        f"The largest assumption: {one.title}. From {_plain(one.low)} to {_plain(one.high)} {one.unit}, "
        f"the month costs {usd(swing.low)} to {usd(swing.high)}."
    )


def reasons(estimate: Estimate) -> list[str]:
    """Return why a cost is not what the phase is meant to cost: nothing where it is, whatever the assumptions."""
    if estimate.meant is None:
        return []
    (low, high), total = estimate.meant, estimate.total
    parts = [f"{name} is {usd(one.expected)}" for name, one in list(estimate.by_service.items())[:_SHOWN_SERVICES]]
    if not low <= total.expected <= high:
        return [f"It is not what the phase is meant to cost because of what is used most: {', '.join(parts)}."]
    moving = " and ".join(swing.assumption.title for swing in estimate.swings[:_SHOWN_REASONS])
    said = []
    if total.high > high:
        said.append(f"With all assumptions at their high value it is above that: most through {moving}.")
    if total.low < low:
        said.append(f"With all assumptions at their low value it is below that: most through {moving}.")
    return said


def _block(estimate: Estimate, difference: Difference | None) -> str:
    total = estimate.total
    head = (
        f"{estimate.title}: {usd(total.expected)} a month, {usd(total.low)} to {usd(total.high)}, "
        f"with {estimate.users:,} users; {verdict(estimate)}"
    )
    rows = [("by service", "low", "expected", "high"), *_rows(estimate.by_service)]
    rows += [("by feature", "", "", ""), *_rows(estimate.by_feature)]
    notes = [
        *reasons(estimate),
        *([largest(estimate)] if estimate.lines else ()),
        f"Prices of {estimate.region}, read on {estimate.priced_on}; docs/cost.md says which were not checked against their page.",
        *estimate.notes,
    ]
    changed = _differences(difference) if difference else []
    return "\n".join([head, *_lined_up(rows), *notes, *changed])


def _rows(groups: Mapping[str, Range]) -> list[tuple[str, str, str, str]]:
    return [(name, usd(one.low), usd(one.expected), usd(one.high)) for name, one in groups.items()]


def _lined_up(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))])
        .rstrip()
        for row in rows
    ]  # fmt: skip


def _differences(difference: Difference) -> list[str]:
    before, after = difference.before, difference.after
    if not difference.services:
        return [f"Against {difference.against}: no difference."]
    head = f"Against {difference.against}: {signed(after - before)} a month, {usd(before)} to {usd(after)}"
    rows = [(f"  {name}", signed(change)) for name, change in difference.services.items()]
    return [head, *_lined_up(rows)]


def signed(value: float) -> str:
    """Return a difference in dollars, with its sign."""
    return f"+{usd(value)}" if value >= 0 else usd(value)


def _plain(value: float) -> str:
    return f"{value:,.10g}"


def as_json(estimates: Sequence[Estimate], prices: Prices, differences: Sequence[Difference] = ()) -> str:
    """Return all figures, in US dollars a month, not rounded beyond a hundredth of a cent."""
    document: dict[str, Any] = {
        "prices": {"region": prices.region, "read": prices.read},
        "estimates": [estimate_as_json(one) for one in estimates],
    }
    if differences:
        document["differences"] = [
            {
                "title": one.title,
                "against": one.against,
                "before": round(one.before, 4),
                "after": round(one.after, 4),
                "services": {name: round(change, 4) for name, change in one.services.items()},
            }
            for one in differences
        ]
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def estimate_as_json(estimate: Estimate) -> dict[str, Any]:
    """Return one estimate as plain data."""
    return {
        "environment": estimate.environment,
        "phase": estimate.phase,
        "users": estimate.users,
        "total": range_as_json(estimate.total),
        "budget": estimate.budget,
        "over_budget": estimate.over_budget,
        "meant": list(estimate.meant) if estimate.meant else None,
        "services": {name: range_as_json(one) for name, one in estimate.by_service.items()},
        "features": {name: range_as_json(one) for name, one in estimate.by_feature.items()},
        "lines": [
            {
                "service": line.service,
                "item": line.item,
                "feature": line.feature,
                "thing": line.thing,
                "quantity": round(line.quantity, 4),
                "unit": line.unit,
                "cost": range_as_json(line.cost),
            }
            for line in estimate.lines
        ],
        "assumptions": [
            {"title": swing.assumption.title, "low": round(swing.low, 4), "high": round(swing.high, 4)}
            for swing in estimate.swings[:_SHOWN_SWINGS]
        ],
        "notes": list(estimate.notes),
    }


def range_as_json(one: Range) -> dict[str, float]:
    """Return a range as plain data, to a hundredth of a cent."""
    return {"low": round(one.low, 4), "expected": round(one.expected, 4), "high": round(one.high, 4)}
