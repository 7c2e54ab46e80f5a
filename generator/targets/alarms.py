"""Alarms: plain ones on one metric, and those on a metric math."""

from collections.abc import Iterator
from typing import Any

from generator import alarm_texts
from generator.kinds.alarm import Alarm, Watched
from generator.kinds.metric import Metric
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.metric_math import inlined
from generator.targets.parts import comment, present

_STATISTICS = frozenset({"Sum", "Average", "Minimum", "Maximum", "SampleCount"})
_MISSING_DATA = "notBreaching"


def files(model: Model) -> Iterator[File]:
    """Yield the module of all alarms and its call in each root."""
    alarms = [alarm for stack in model.stacks for alarm in stack.alarms.values() if alarm.watched]
    if not alarms:
        return
    uses = _uses(alarms)
    yield from module(model, "alarms", {"uses": uses})
    for stack in model.stacks:
        if any(alarm.watched for alarm in stack.alarms.values()):
            yield root_file(stack, "alarms", _root(stack, uses))


def _uses(alarms: list[Alarm]) -> dict[str, bool]:
    """Return which parts of the module some alarm needs."""
    metrics = [watched.metric for alarm in alarms for watched in alarm.watched]
    plain = [metric for metric in metrics if not metric.expression]
    return {
        "plain": bool(plain),
        "math": len(plain) < len(metrics),
        "statistic": any(metric.stat in _STATISTICS for metric in plain),
        "percentile": any(metric.stat not in _STATISTICS for metric in plain),
        "periods": any(alarm.periods > 1 for alarm in alarms),
        "missing_data": any(alarm.missing_data != _MISSING_DATA for alarm in alarms),
        "silent_recovery": any(not alarm.notify_recovery for alarm in alarms),
        "tags": any(alarm.tags for alarm in alarms),
    }


def _root(stack: Stack, uses: dict[str, bool]) -> dict[str, Any]:
    tables: dict[str, dict[str, Any]] = {"plain": {}, "math": {}}
    for alarm in stack.alarms.values():
        for key, group in _groups(alarm).items():
            kind = "math" if group[0].metric.expression else "plain"
            tables[kind][key] = comment(alarm.description, _entry(stack, alarm, group, uses))
    return {"uses": uses, **tables}


def _groups(alarm: Alarm) -> dict[str, list[Watched]]:
    """Return what an alarm watches, together what differs in name, dimensions and limit only."""
    groups: dict[str, list[Watched]] = {}
    for one in alarm.watched:
        groups.setdefault(repr(_metric(one.metric)), []).append(one)
    if len(groups) == 1:
        return {alarm.key: list(alarm.watched)}
    return {group[0].key: group for group in groups.values()}


def _entry(stack: Stack, alarm: Alarm, group: list[Watched], uses: dict[str, bool]) -> dict[str, Any]:
    return {
        "description": alarm_texts.of_alarm(stack, alarm),
        **_metric(group[0].metric),
        **_common(alarm, uses),
        "watched": {one.key: _watched_math(one) if one.metric.expression else _watched(one) for one in group},
    }


def _metric(metric: Metric) -> dict[str, Any]:
    return _math(metric) if metric.expression else _plain(metric)


def _watched(one: Watched) -> dict[str, Any]:
    return {"name": one.name, **present(dimensions=one.metric.dimensions), "threshold": _number(one.threshold)}


def _watched_math(one: Watched) -> dict[str, Any]:
    dimensions = {name: part.dimensions for name, part in inlined(one.metric)[1].items()}
    return {"name": one.name, "dimensions": dimensions, "threshold": _number(one.threshold)}


def _plain(metric: Metric) -> dict[str, Any]:
    statistic = "statistic" if metric.stat in _STATISTICS else "extended_statistic"
    return {"namespace": metric.namespace, "metric_name": metric.name, statistic: metric.stat}


def _math(metric: Metric) -> dict[str, Any]:
    expression, parts = inlined(metric)
    metrics = {
        name: {"namespace": part.namespace, "metric_name": part.name, "stat": part.stat} for name, part in parts.items()
    }
    return {"expression": expression, "label": metric.title, "metrics": metrics}


def _common(alarm: Alarm, uses: dict[str, bool]) -> dict[str, Any]:
    return present(
        comparison_operator=alarm.comparison,
        period=alarm.period_s,
        evaluation_periods=alarm.periods if uses["periods"] else None,
        datapoints_to_alarm=alarm.breaching if uses["periods"] else None,
        treat_missing_data=alarm.missing_data if uses["missing_data"] else None,
        notify=[topic.arn for topic in alarm.notify],
        notify_recovery=alarm.notify_recovery if uses["silent_recovery"] else None,
        feature=alarm.feature,
        tags=alarm.tags,
    )


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value
