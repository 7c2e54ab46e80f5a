"""Alarms, runbooks, and what else tells people that something is wrong and lets them mend it."""

from collections.abc import Iterator

from generator.changes.change import Change, Kind, Pair, gone, kept
from generator.kinds.alarm import Alarm, Watched

_HIGH = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")


def alarm_removed(pair: Pair) -> Iterator[Change]:
    """Yield each alarm that is not there any more."""
    for alarm in gone(pair.old.alarms, pair.new.alarms):
        message = f'alarm "{alarm.thing.key}" is gone; nobody is told of what it watched'
        yield Change(Kind.OPERATIONS, "alarm-removed", alarm.thing.path, message)


def alarm_loosened(pair: Pair) -> Iterator[Change]:
    """Yield each alarm that fires later, for less, or for fewer people."""
    for old, new in kept(pair.old.alarms, pair.new.alarms):
        reasons = [*_limits(old, new, pair), *_window(old, new), *_people(old, new, pair)]
        if reasons:
            message = f'alarm "{new.thing.key}" is looser: {"; ".join(reasons)}'
            yield Change(Kind.OPERATIONS, "alarm-loosened", new.thing.path, message)


def alarm_runbook_removed(pair: Pair) -> Iterator[Change]:
    """Yield each alarm that does not say any more what to do."""
    for old, new in kept(pair.old.alarms, pair.new.alarms):
        if old.runbook and not new.runbook:
            message = f'alarm "{new.thing.key}" names no runbook any more'
            yield Change(Kind.OPERATIONS, "alarm-runbook-removed", new.thing.path, message)


def runbook_removed(pair: Pair) -> Iterator[Change]:
    """Yield each runbook that is not there any more."""
    for runbook in gone(pair.old.runbooks, pair.new.runbooks):
        message = f'runbook "{runbook.thing.key}" is gone'
        yield Change(Kind.OPERATIONS, "runbook-removed", runbook.thing.path, message)


def dashboard_removed(pair: Pair) -> Iterator[Change]:
    """Yield each dashboard that is not there any more."""
    for dashboard in gone(pair.old.dashboards, pair.new.dashboards):
        message = f'dashboard "{dashboard.thing.key}" is gone'
        yield Change(Kind.OPERATIONS, "dashboard-removed", dashboard.thing.path, message, is_breaking=False)


def _limits(old: Alarm, new: Alarm, pair: Pair) -> Iterator[str]:
    before = _watched(old)
    looser = []
    for watched, one in _watched(new).items():
        same = before.pop(pair.former(watched), None)
        is_high = new.comparison in _HIGH
        if same and (one.threshold > same.threshold if is_high else one.threshold < same.threshold):
            looser.append((same.threshold, one.threshold))
    for earlier, now in dict.fromkeys(looser):
        yield f"its limit is {now:g} now, and was {earlier:g}"
    if before:
        yield f"it does not watch {', '.join(sorted(one.metric.key for one in before.values()))} any more"


def _watched(alarm: Alarm) -> dict[str, Watched]:
    """Return what an alarm watches by whose metric it is, or by an empty text where there is only one."""
    is_one = len(alarm.watched) == 1 and alarm.watched[0].key == alarm.thing.key
    return {"" if is_one or not one.metric.owner else one.metric.owner.reference: one for one in alarm.watched}


def _window(old: Alarm, new: Alarm) -> Iterator[str]:
    before, now = old.period_s * old.breaching, new.period_s * new.breaching
    if now > before:
        yield f"something is wrong for {now} s before it fires, and was for {before} s"
    if old.missing_data == "breaching" != new.missing_data:
        yield "it does not fire any more where there is no data"


def _people(old: Alarm, new: Alarm, pair: Pair) -> Iterator[str]:
    told = {pair.former(thing.reference) for thing in new.notify}
    lost = sorted(thing.key for thing in old.notify if thing.reference not in told)
    if lost:
        yield f"it does not tell {', '.join(lost)} any more"
