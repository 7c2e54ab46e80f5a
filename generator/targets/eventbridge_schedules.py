"""Schedules, each with a role that may call its target and nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import JsonEncoded
from generator.kinds.schedule import Schedule
from generator.model import Model
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present, share, tags
from generator.targets.policies import policy

NAME = "eventbridge_schedules"


def files(model: Model) -> Iterator[File]:
    """Yield the module, and its call in every root that has schedules."""
    schedules = [schedule for stack in model.stacks for schedule in stack.schedules.values()]
    if not schedules:
        return
    uses = {
        "described": any(schedule.description for schedule in schedules),
        "input": any(schedule.input is not None for schedule in schedules),
        "event": any(schedule.event for schedule in schedules),
        "dead_letter": share(schedule.dead_letter is not None for schedule in schedules),
        "flexible": any(schedule.flexible_minutes for schedule in schedules),
        "disabled": any(not schedule.enabled for schedule in schedules),
    }
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        if stack.schedules:
            entries = {key: comment(one.description, _entry(one)) for key, one in stack.schedules.items()}
            view = {"account": stack.names.account, "group": stack.names.schedule_group, "schedules": entries}
            yield root_file(stack, NAME, view)


def _entry(schedule: Schedule) -> Mapping[str, Any]:
    event = schedule.event and {"source": schedule.event.source, "detail_type": schedule.event.type}
    return {
        "name": schedule.name,
        **present(description=" ".join(schedule.description.split()) or None),
        "expression": schedule.expression,
        "time_zone": schedule.time_zone,
        **present(
            flexible_minutes=schedule.flexible_minutes,
            enabled=None if schedule.enabled else False,
        ),
        "target_arn": schedule.target.arn,
        **present(
            event=event,
            input=None if schedule.input is None else JsonEncoded(schedule.input),
        ),
        "retry_attempts": schedule.retry_attempts,
        "max_age_seconds": schedule.max_age_s,
        **present(dead_letter_arn=schedule.dead_letter.arn if schedule.dead_letter else None),
        "role_name": schedule.role_name,
        "policy": policy(schedule.statements),
        "tags": tags("scheduler", schedule),
    }
