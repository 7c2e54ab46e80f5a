"""The page of what each environment and phase costs: the figures of `collectiq cost`, and where they come from."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.cost import estimate, report
from generator.cost.assumptions import ASSUMPTIONS
from generator.cost.charts import bars
from generator.cost.estimates import Estimate, Range
from generator.cost.phases import cases
from generator.cost.prices import Price, table
from generator.model import Model
from generator.targets import kms
from generator.targets.file import File

PAGE = PurePosixPath("docs/cost.md")

# Purpose of a customer key -> what it comes with, and how to do without.
_KEYS = {
    "logs": (
        "functions, workflows and an API: it encrypts their logs",
        "no setting leaves it out",
    ),
    "notifications": (
        "notifications: alarms and budgets cannot publish to a topic with the key that AWS manages",
        "no setting leaves it out, and without notifications nobody is told",
    ),
    "trail": (
        "an environment's audit_trail",
        "leave audit_trail out, where the account or its organization has a trail already",
    ),
    "data": (
        "encryption: customer, of a table, bucket, secret, topic or queue; further regions have a replica each",
        "choose another encryption, or leave it out",
    ),
}


def files(model: Model) -> Iterator[File]:
    """Yield the page, where the spec says how much the system is used."""
    if not any(stack.traffic for stack in model.stacks):
        return
    estimates = [estimate(model, case.environment, case.phase) for case in cases(model)]
    names = {one.title: one.total for one in estimates}
    view = {
        "chart": bars("US dollars a month, as expected", {key: one.expected for key, one in names.items()}),
        "totals": [_total(one) for one in estimates],
        "cases": [_case(one) for one in estimates],
        "assumptions": [
            {
                "title": one.title,
                "unit": one.unit,
                "values": [f"{value:,.10g}" for value in (one.low, one.expected, one.high)],
            }
            for one in ASSUMPTIONS
        ],
        "keys": list(_keys(model)),
        "key_price": _price(table().by_key["kms.keys"])["usd"],
        "region": table().region,
        "read": table().read,
        "prices": [_price(price) for price in _used(estimates)],
    }
    yield File(PAGE, "docs/cost.md.j2", view)


def _total(one: Estimate) -> dict[str, str]:
    meant = f"{report.usd(one.meant[0])} to {report.usd(one.meant[1])}" if one.meant else ""
    budget = "" if one.budget is None else report.usd(one.budget)
    return {"title": one.title, "users": f"{one.users:,}", "meant": meant, "budget": budget, **_range(one.total)}


def _range(one: Range) -> dict[str, str]:
    return {"low": report.usd(one.low), "expected": report.usd(one.expected), "high": report.usd(one.high)}


def _case(one: Estimate) -> dict[str, Any]:
    return {
        "title": one.title,
        "verdict": report.verdict(one),
        "reasons": [*report.reasons(one), report.largest(one), *one.notes],
        "services": _groups(one.by_service),
        "features": _groups(one.by_feature),
    }


def _keys(model: Model) -> Iterator[dict[str, str]]:
    """Yield each purpose that customer keys are for, with where they are."""
    for purpose, (source, without) in _KEYS.items():
        where = [stack.names.stack for stack in model.stacks if purpose in kms.purposes(model, stack)]
        if where:
            yield {"purpose": purpose, "where": ", ".join(where), "source": source, "without": without}


def _groups(groups: Mapping[str, Range]) -> list[dict[str, str]]:
    return [{"name": name, **_range(one)} for name, one in groups.items()]


def _used(estimates: list[Estimate]) -> list[Price]:
    """Return the prices that some figure was made with."""
    used = {(line.service, line.item) for one in estimates for line in one.lines}
    return [price for price in table().by_key.values() if (price.service, price.item) in used]


def _price(price: Price) -> dict[str, str]:
    steps = [
        f"${tier.usd:.12f}".rstrip("0").rstrip(".") + (f" up to {tier.up_to:,.0f}" if tier.up_to is not None else "")
        for tier in price.tiers
    ]
    return {
        "service": price.service,
        "item": price.item,
        "unit": price.unit,
        "usd": ", then ".join(steps),
        "free": f"{price.free:,.0f}" if price.free else "",
        "source": price.source,
        "read": price.read,
    }
