"""Buses, their rules, and where the rules deliver."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import JsonEncoded
from generator.kinds.bus import Bus, Rule
from generator.kinds.grant import Statement
from generator.model import Model, Stack
from generator.scope import section_of
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share, tags
from generator.targets.policies import policy

NAME = "eventbridge_bus"
_ROLE_ACTIONS = {"workflows": "states:StartExecution", "buses": "events:PutEvents"}


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has buses."""
    buses = [bus for stack in model.stacks for bus in stack.buses.values()]
    rules = [rule for bus in buses for rule in bus.rules.values()]
    uses = {
        "own": any(not bus.existing for bus in buses),
        "described": any(bus.description for bus in buses if not bus.existing),
        "archives": any(bus.archive_days is not None for bus in buses),
        "rules": bool(rules),
        "rules_described": any(rule.description for rule in rules),
        "roles": any(rule.role_targets for rule in rules),
        "dead_letter": share(rule.dead_letter is not None for rule in rules),
    }
    if not (uses["own"] or uses["archives"] or uses["rules"]):
        return
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        call = _call(stack)
        if call["buses"] or call["archives"] or call["rules"]:
            yield root_file(stack, NAME, {**call, "uses": uses})


def _call(stack: Stack) -> dict[str, Any]:
    buses = stack.buses
    return {
        "account": stack.names.account,
        "buses": {key: comment(bus.description, _bus(bus)) for key, bus in buses.items() if not bus.existing},
        "archives": {key: _archive(bus) for key, bus in buses.items() if bus.archive_days is not None},
        "rules": {
            f"{bus.key}.{rule.key}": comment(rule.description, _rule(stack, bus, rule))
            for bus in buses.values()
            for rule in bus.rules.values()
        },
    }


def _bus(bus: Bus) -> dict[str, Any]:
    description = " ".join(bus.description.split())
    return {"name": bus.name, **present(description=description or None), "tags": tags("events", bus)}


def _archive(bus: Bus) -> dict[str, Any]:
    return {"name": bus.archive_name, "bus_arn": bus.thing.arn, "days": bus.archive_days}


def _rule(stack: Stack, bus: Bus, rule: Rule) -> dict[str, Any]:
    description = " ".join(rule.description.split())
    return {
        "name": rule.name,
        **present(description=description or None),
        "bus": bus.name,
        "pattern": JsonEncoded(rule.pattern),
        "retry_attempts": rule.retry_attempts,
        "max_age_seconds": rule.max_age_s,
        **present(
            dead_letter_arn=rule.dead_letter.arn if rule.dead_letter else None,
            role=_role(rule) if rule.role_targets else None,
        ),
        "targets": {stack.names.target(target.reference): _target(rule, target.arn) for target in rule.targets},
        "tags": tags("events", bus),
    }


def _target(rule: Rule, arn: str) -> dict[str, Any]:
    needs_role = arn in {target.arn for target in rule.role_targets}
    return {"arn": arn} | ({"uses_role": True} if needs_role else {})


def _role(rule: Rule) -> Mapping[str, Any]:
    statements = [Statement((_ROLE_ACTIONS[section_of(target)],), (target.arn,)) for target in rule.role_targets]
    return {"name": rule.role_name, "policy": policy(statements)}
