"""Metrics and alarms: what was counted in the last minutes, and what is watched."""

import time
from collections.abc import Iterable
from typing import Any

from generator.local.host import Host
from generator.local.metric_values import statistic

_SINCE_S = 15 * 60.0
_BARS = 45
_MOST_METRICS = 400
_TIMES = ("Duration", "Latency", "Time")  # what names of metrics end in whose values nobody adds up


def metrics(host: Host) -> list[dict[str, Any]]:
    """Return each metric that was counted in the last minutes, with its values in bars of equal time, the oldest first."""
    until = time.time()
    found = []
    for namespace, name, dimensions in host.metrics.names()[:_MOST_METRICS]:
        points = host.metrics.points(namespace, name, dict(dimensions), until - _SINCE_S, until)
        values = [value for _, value in points]
        if not values:
            continue
        facts = {"namespace": namespace, "name": name, "dimensions": dict(dimensions), "count": len(values)}
        facts |= {word: statistic(word.title(), values) for word in ("sum", "average", "maximum")}
        bar = max if name.endswith(_TIMES) else sum
        found.append(facts | {"bars": [bar(one) if one else 0.0 for one in _bars(points, until - _SINCE_S)]})
    return found


def _bars(points: Iterable[tuple[float, float]], since: float) -> list[list[float]]:
    """Return the values of each of the equal parts of the time."""
    bars: list[list[float]] = [[] for _ in range(_BARS)]
    for at, value in points:
        bars[min(_BARS - 1, int((at - since) / _SINCE_S * _BARS))].append(value)
    return bars


def alarms(host: Host) -> list[dict[str, Any]]:
    """Return each alarm with its state and what it watches."""
    return [
        {
            "name": watched.name,
            "description": alarm.description,
            "state": host.alarms.states.get(watched.name, "OK"),
            "watches": watched.metric.title,
            "comparison": alarm.comparison,
            "threshold": watched.threshold,
            "window": f"{alarm.breaching} of {alarm.periods} periods of {alarm.period_s} s",
            "runbook": alarm.runbook.key if alarm.runbook else "",
        }
        for alarm in host.alarms.alarms.values()
        for watched in alarm.watched
    ]
