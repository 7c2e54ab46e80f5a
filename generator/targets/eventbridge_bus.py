"""Buses, their rules, and where the rules deliver."""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Commented, JsonEncoded
from generator.kinds.bus import Bus, Rule
from generator.model import Model, Stack
from generator.scope import Thing
from generator.targets.file import File
from generator.targets.layout import module, root_file

NAME = "eventbridge_bus"
_ROLE_ACTIONS = {"workflows": "states:StartExecution", "buses": "events:PutEvents"}


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has buses."""
    buses = [bus for stack in model.stacks for bus in stack.buses.values()]
    if not buses:
        return
    rules = [rule for bus in buses for rule in bus.rules.values()]
    uses = {
        "uses_own": any(not bus.existing for bus in buses),
        "uses_archive": any(bus.archive_days for bus in buses),
        "uses_rules": bool(rules),
        "uses_roles": any(rule.role_targets for rule in rules),
        "uses_dead_letter": any(rule.dead_letter for rule in rules),
    }
    yield from module(model, NAME, uses)
    for stack in model.stacks:
        if stack.buses:
            yield root_file(stack, NAME, _call(stack) | uses)


def _call(stack: Stack) -> dict[str, Any]:
    return {
        "account": stack.names.account,
        "buses": {key: Commented(bus.description, _bus(bus)) for key, bus in stack.buses.items() if not bus.existing},
        "rules": {
            f"{bus.key}-{rule.key}": Commented(rule.description, _rule(bus, rule))
            for bus in stack.buses.values()
            for rule in bus.rules.values()
        },
    }


def _bus(bus: Bus) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": bus.name}
    if bus.archive_days is not None:
        entry["archive_days"] = bus.archive_days
    return entry | {"tags": {"Service": "events", "Feature": bus.feature, **bus.tags}}


def _rule(bus: Bus, rule: Rule) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": rule.name,
        "description": rule.description,
        "bus": bus.name,
        "pattern": JsonEncoded(rule.pattern),
        "retry_attempts": rule.retry_attempts,
        "max_age_seconds": rule.max_age_s,
    }
    if rule.dead_letter:
        entry["dead_letter_arn"] = rule.dead_letter.arn
    entry["targets"] = {target.key: {"arn": target.arn} for target in rule.targets}
    if rule.role_targets:
        entry["role"] = {"name": rule.role_name, "policy": JsonEncoded(_policy(rule.role_targets))}
        for target in rule.role_targets:
            entry["targets"][target.key]["uses_role"] = True
    entry["tags"] = {"Service": "events", "Feature": bus.feature, **bus.tags}
    return entry


def _policy(targets: tuple[Thing, ...]) -> dict[str, Any]:
    statements = [
        {"Effect": "Allow", "Action": _ROLE_ACTIONS[target.section], "Resource": target.arn} for target in targets
    ]
    return {"Version": "2012-10-17", "Statement": statements}
