"""A schedule runs by a time zone that nobody knows."""

from collections.abc import Iterator
from functools import cache

from generator.diagnostics import Diagnostic, Severity, did_you_mean
from generator.effective import origin
from generator.model import Model

_ALWAYS = "UTC"


def unknown_time_zone(model: Model) -> Iterator[Diagnostic]:
    """Yield each time zone that this machine's database does not have, as a warning: AWS's may be another one."""
    for stack in model.stacks:
        for key, schedule in stack.schedules.items():
            if schedule.time_zone != _ALWAYS and _zones() and schedule.time_zone not in _zones():
                near = did_you_mean(schedule.time_zone, _zones())
                message = (
                    f'no time zone is called "{schedule.time_zone}"{near or "; write it like Europe/Berlin, or UTC"}'
                )
                place = origin(model.spec, stack.names.environment, ("schedules", key, "time_zone"))
                yield Diagnostic(place, message, "unknown-time-zone", Severity.WARNING)


@cache
def _zones() -> frozenset[str]:
    """Return all time zones; none where the machine has no database of them."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())
