"""Defects to plant in a plan: what a hand-written system gets wrong, and no engine that stands in for AWS notices."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from generator.verify.plan import Plan, Resource

Defect = Callable[[Plan], Plan]
Statements = list[dict[str, Any]]


def drop(part: str) -> Defect:
    """Leave away the resources whose address has a part."""

    def plant(plan: Plan) -> Plan:
        kept = {address: one for address, one in plan.resources.items() if part not in address}
        assert len(kept) < len(plan.resources), part
        return replace(plan, resources=kept)

    return plant


def text(part: str, attribute: str, old: str, new: str) -> Defect:
    """Write something else in an attribute, JSON or not, of the resources whose address has a part."""

    def change(resource: Resource) -> Resource:
        value = str(resource.values[attribute])
        return replace(resource, values={**resource.values, attribute: value.replace(old, new)})

    return _changed(part, change)


def without(part: str, attribute: str, *words: str, effect: str = "Allow") -> Defect:
    """Leave away the statements that have all of these words from the policy of the resources whose address has a part."""

    def keep(statements: Statements) -> Statements:
        left = [
            one for one in statements if one["Effect"] != effect or not all(word in json.dumps(one) for word in words)
        ]
        assert len(left) < len(statements), words
        return left

    return _policy(part, attribute, keep)


def withdraw(part: str, action: str, attribute: str = "policy") -> Defect:
    """Take one action out of the policies of the resources whose address has a part."""

    def keep(statements: Statements) -> Statements:
        return [{**one, "Action": [word for word in _listed(one["Action"]) if word != action]} for one in statements]

    return _policy(part, attribute, keep)


def add(part: str, attribute: str, statement: dict[str, Any]) -> Defect:
    """Put a statement into the policy of the resources whose address has a part."""
    return _policy(part, attribute, lambda statements: [*statements, statement])


def both(first: Defect, second: Defect) -> Defect:
    """Plant two defects, or a thing that the system lacks and its defect."""
    return lambda plan: second(first(plan))


def _policy(part: str, attribute: str, change: Callable[[Statements], Statements]) -> Defect:
    def changed(resource: Resource) -> Resource:
        policy = json.loads(resource.values[attribute])
        policy["Statement"] = change(policy["Statement"])
        return replace(resource, values={**resource.values, attribute: json.dumps(policy)})

    return _changed(part, changed)


def _changed(part: str, change: Callable[[Resource], Resource]) -> Defect:
    def plant(plan: Plan) -> Plan:
        resources = {**plan.resources, **dict(_meant(plan, part, change))}
        assert resources != plan.resources, part
        return replace(plan, resources=resources)

    return plant


def _meant(plan: Plan, part: str, change: Callable[[Resource], Resource]) -> Iterator[tuple[str, Resource]]:
    return ((address, change(one)) for address, one in plan.resources.items() if part in address)


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
