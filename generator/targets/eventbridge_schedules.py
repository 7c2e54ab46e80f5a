"""Schedules, each with a role that may call its target and nothing else."""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Commented, JsonEncoded
from generator.kinds.schedule import Schedule
from generator.model import Model
from generator.targets.file import File
from generator.targets.layout import module, root_file

NAME = "eventbridge_schedules"


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has schedules."""
    schedules = [schedule for stack in model.stacks for schedule in stack.schedules.values()]
    if not schedules:
        return
    uses = {
        "uses_input": any(schedule.input is not None for schedule in schedules),
        "uses_dead_letter": any(schedule.dead_letter for schedule in schedules),
        "uses_flexible": any(schedule.flexible_minutes for schedule in schedules),
        "uses_disabled": any(not schedule.enabled for schedule in schedules),
    }
    yield from module(model, NAME, uses)
    for stack in model.stacks:
        if stack.schedules:
            entries = {
                key: Commented(schedule.description, _entry(schedule)) for key, schedule in stack.schedules.items()
            }
            yield root_file(stack, NAME, {"schedules": entries, "account": stack.names.account})


def _entry(schedule: Schedule) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": schedule.name,
        "description": schedule.description,
        "expression": schedule.expression,
        "time_zone": schedule.time_zone,
        "target_arn": schedule.target.arn,
        "retry_attempts": schedule.retry_attempts,
        "max_age_seconds": schedule.max_age_s,
        "role_name": schedule.role_name,
        "policy": JsonEncoded(
            {"Version": "2012-10-17", "Statement": [statement.as_json() for statement in schedule.statements]}
        ),
    }
    if schedule.input is not None:
        entry["input"] = JsonEncoded(schedule.input)
    if schedule.dead_letter:
        entry["dead_letter_arn"] = schedule.dead_letter.arn
    if schedule.flexible_minutes:
        entry["flexible_minutes"] = schedule.flexible_minutes
    if not schedule.enabled:
        entry["enabled"] = False
    return entry | {"tags": {"Service": "scheduler", "Feature": schedule.feature}}
