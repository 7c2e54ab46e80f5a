"""A plan of Terraform's, as its JSON tells it: resources with the values that are known."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Stands for what is known only after an apply; no name can hold it.
UNKNOWN = "\ufdd2"


class UnreadablePlanError(Exception):
    """A text that is not a plan in Terraform's JSON."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a root's resources lie: an account and a region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource. values: as planned; unknown: the same shape, `True` where a value is known only after the apply."""

    address: str
    type: str
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]

    def text(self, *path: str | int) -> str:
        """Return a value, UNKNOWN where it is not known yet, an empty text where there is none."""
        value: Any = self.values
        unknown: Any = self.unknown
        for step in path:
            unknown = _child(unknown, step)
            if unknown is True:
                return UNKNOWN
            value = _child(value, step)
        return "" if value is None else str(value)

    def blocks(self, *path: str | int) -> range:
        """Return the indices of nested blocks or of a list's values."""
        value: Any = self.values
        for step in path:
            value = _child(value, step)
        return range(len(value)) if isinstance(value, list) else range(0)

    def texts(self, *path: str | int) -> list[str]:
        """Return the values of a list."""
        return [self.text(*path, index) for index in self.blocks(*path)]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a root makes of its resources."""

    place: Place
    resources: Mapping[str, Resource]

    def of(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (resource for resource in self.resources.values() if resource.type in types)


def read(text: str) -> Plan:
    """Read what `terraform show -json` prints about a plan. Raises UnreadablePlanError."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise UnreadablePlanError(f"it is no JSON: {error}") from error
    if not isinstance(document, dict) or "resource_changes" not in document:
        raise UnreadablePlanError('it is no plan: "terraform show -json PLAN" prints one')
    return Plan(_place(document), resources(document["resource_changes"]))


def resources(changes: list[dict[str, Any]]) -> dict[str, Resource]:
    """Return the resources that are there after the plan, by address."""
    return {
        one["address"]: Resource(
            one["address"], one["type"], one["change"]["after"], one["change"].get("after_unknown") or {}
        )
        for one in changes
        if one.get("mode", "managed") == "managed" and one["change"].get("after") is not None
    }


def _child(value: Any, step: str | int) -> Any:
    match value:
        case Mapping():
            return value.get(step)
        case list() if isinstance(step, int) and step < len(value):
            return value[step]
        case _:
            return None


def _place(document: Mapping[str, Any]) -> Place:
    """Return the account and the region of the provider, which the generated roots write as literals or as a variable."""
    provider = document.get("configuration", {}).get("provider_config", {}).get("aws", {}).get("expressions", {})
    accounts = provider.get("allowed_account_ids", {}).get("constant_value") or []
    given = document.get("variables", {}).get("account_id", {}).get("value", "")
    region = provider.get("region", {}).get("constant_value", "")
    account = accounts[0] if accounts else given
    if not account or not region:
        raise UnreadablePlanError("its AWS provider says no account or no region: plan a root that collectiq generates")
    return Place(account, region)
