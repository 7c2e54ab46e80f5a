"""Facts of the model in the words of a page."""

from generator.kinds.alarm import Alarm, Watched
from generator.kinds.metric import Metric
from generator.kinds.slo import Burn, Slo
from generator.model import Stack
from generator.scope import Thing

_SIGNS = {
    "GreaterThanThreshold": "above",
    "GreaterThanOrEqualToThreshold": "at least",
    "LessThanThreshold": "below",
    "LessThanOrEqualToThreshold": "at most",
}
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def duration(seconds: int) -> str:
    """Return a duration in the largest unit that it is whole in, such as `5 minutes`."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), _UNITS[-1])
    count = seconds // size
    return f"{count} {unit}{'' if count == 1 else 's'}"


def limit(alarm: Alarm, watched: Watched) -> str:
    """Return when an alarm fires, such as `above 5 % over 5 minutes`."""
    window = duration(alarm.period_s)
    if alarm.periods > 1:
        window = f"{alarm.breaching} of {alarm.periods} periods of {window}"
    unit = f" {watched.metric.unit}" if watched.metric.unit else ""
    return f"{_SIGNS[alarm.comparison]} {watched.threshold:.15g}{unit} over {window}"


def burn(one: Burn) -> str:
    """Return when an objective's alarm fires, such as `above 14.4 over 1 hour and over 5 minutes: 2% of what may fail, used up in 1 hour`."""
    windows = f"{duration(one.long_s)} and over {duration(one.short_s)}"
    return f"above {one.rate:g} over {windows}: {one.share:.0%} of what may fail, used up in {duration(one.long_s)}"


def goal(slo: Slo) -> str:
    """Return what an objective asks for, such as `99.9 % without an error over 30 days`."""
    asked = (
        f"{slo.latency_percent:g} % within {slo.latency_ms:g} ms"
        if slo.availability_percent is None
        else f"{slo.availability_percent:g} % without an error"
    )
    return f"{asked} over {duration(slo.window_s)}"


def metric(watched: Metric) -> str:
    """Return what is measured of what, and how it is summed up, such as `queues.jobs depth (Maximum)`."""
    whose = f"{watched.owner.reference} " if watched.owner else ""
    return whose + measured(watched)


def measured(watched: Metric) -> str:
    """Return what is measured and how it is summed up, such as `depth (Maximum)`."""
    return f"{watched.title}{f' ({watched.stat})' if watched.stat else ''}"


def told(stack: Stack, topic: Thing) -> str:
    """Return who hears of an alarm: the severity, and what it does."""
    notification = stack.notifications.get(topic.key)
    said = notification.description if notification else ""
    return f"{topic.key}: {said}" if said else topic.key
