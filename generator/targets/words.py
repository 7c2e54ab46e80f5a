"""Facts of the model in the words of a page."""

from generator.kinds.alarm import Alarm, Watched
from generator.kinds.metric import Metric
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
    """Return when an alarm fires, such as `above 5 over 5 minutes`."""
    window = duration(alarm.period_s)
    if alarm.periods > 1:
        window = f"{alarm.breaching} of {alarm.periods} periods of {window}"
    return f"{_SIGNS[alarm.comparison]} {watched.threshold:g} over {window}"


def metric(watched: Metric) -> str:
    """Return what is measured of what, and how it is summed up, such as `queues.jobs depth (Maximum)`."""
    whose = f"{watched.owner.reference} " if watched.owner else ""
    return f"{whose}{watched.title}{f' ({watched.stat})' if watched.stat else ''}"


def told(stack: Stack, topic: Thing) -> str:
    """Return who hears of an alarm: the severity, and what it does."""
    notification = stack.notifications.get(topic.key)
    said = notification.description if notification else ""
    return f"{topic.key}: {said}" if said else topic.key
