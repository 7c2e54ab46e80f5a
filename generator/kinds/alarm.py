"""Alarms: a metric, a limit, the window over which it holds, and who is told.

`for` is one period: the statistic is taken over the whole window, so that "more than 10 in 15 minutes" counts them together
and a share of few requests does not jump from minute to minute. CloudWatch looks at the sliding window every minute.
"""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import metric as metrics
from generator.kinds.metric import Metric
from generator.scope import Scope, Thing

# What the spec says -> the operator's name in CloudWatch.
COMPARISONS = {
    "above": "GreaterThanThreshold",
    "at_least": "GreaterThanOrEqualToThreshold",
    "below": "LessThanThreshold",
    "at_most": "LessThanOrEqualToThreshold",
    "at_least_percent_of_timeout": "GreaterThanOrEqualToThreshold",
}


class Watched(Fact):
    """One alarm in AWS: the metric of one thing. key: `alarm`, or `alarm.thing` where a `*` stands for many."""

    key: str
    name: str
    metric: Metric
    threshold: float


class Alarm(Fact):
    """One entry, and all that it watches.

    comparison: CloudWatch's operator. period_s x periods: the window; breaching: how many of the periods have to breach.
    missing_data: `notBreaching`, `breaching`, `ignore` or `missing`. notify: topics.
    owner: who answers for it, else for the system; empty for nobody.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    watched: tuple[Watched, ...]
    comparison: str
    period_s: int
    periods: int
    breaching: int
    missing_data: str
    notify: tuple[Thing, ...]
    notify_recovery: bool
    runbook: Thing | None
    dashboard: Thing | None
    owner: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics of CloudWatch that it reads."""
        return tuple(metric for watched in self.watched for metric in watched.metric.plain)


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Alarm:
    """Build an alarm from `{metric, above, for, notify, ...}`."""
    notify = [entry["notify"]] if isinstance(entry["notify"], str) else entry["notify"]
    periods = entry.get("periods", 1)
    runbook, dashboard = entry.get("runbook"), entry.get("dashboard")
    return Alarm(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        tags=scope.at("tags").texts(entry.get("tags", {})),
        watched=_watched(entry, scope),
        comparison=next((COMPARISONS[word] for word in COMPARISONS if word in entry), COMPARISONS["above"]),
        period_s=scope.seconds(entry.get("for", "5m")),
        periods=periods,
        breaching=entry.get("breaching", periods),
        missing_data=_camel(entry.get("missing_data", "not_breaching")),
        notify=tuple(scope.at("notify").thing(f"notifications.{name}", "notifications") for name in notify),
        notify_recovery=entry.get("notify_recovery", True),
        runbook=scope.at("runbook").thing(runbook, "runbooks") if runbook else None,
        dashboard=scope.at("dashboard").thing(dashboard, "dashboards") if dashboard else None,
        owner=entry.get("owner", scope.tree["system"].get("owner", "")),
    )


def _watched(entry: Mapping[str, Any], scope: Scope) -> tuple[Watched, ...]:
    given = [word for word in COMPARISONS if word in entry]
    if len(given) != 1:
        scope.problem(
            f"an alarm needs one limit, not {len(given)}: above, at_least, below or at_most", "alarm-limit", at_key=True
        )
    found = _metrics(entry, scope)
    several = isinstance(entry.get("metric"), str) and "*" in entry["metric"]
    watched = []
    for metric in found:
        key = f"{scope.key}.{metric.key}" if several else scope.key
        name = scope.this.name + key.removeprefix(scope.key)
        watched.append(Watched(key, name, metric, _threshold(entry, metric, scope)))
    return tuple(watched)


def _metrics(entry: Mapping[str, Any], scope: Scope) -> tuple[Metric, ...]:
    if "expression" in entry:
        return metrics.from_spec({"expression": entry["expression"], "metrics": entry.get("metrics") or {}}, scope)
    if "metric" not in entry:
        scope.problem("an alarm needs a metric: or an expression: over metrics:", "alarm-limit", at_key=True)
        return ()
    found = metrics.from_spec(entry["metric"], scope.at("metric"), entry.get("stat"))
    if "of" not in entry:
        return found
    here = scope.at("of")
    wanted = {here.at(index).thing(reference).path for index, reference in enumerate(entry["of"])}
    return tuple(metric for metric in found if metric.owner and metric.owner.path in wanted)


def _threshold(entry: Mapping[str, Any], metric: Metric, scope: Scope) -> float:
    if "at_least_percent_of_timeout" not in entry:
        return next((float(entry[word]) for word in COMPARISONS if word in entry), 0.0)
    if not (metric.owner and metric.owner.section == "functions" and metric.title == "duration"):
        here = scope.at("at_least_percent_of_timeout")
        here.problem(
            "only the duration of functions has a timeout to compare with; write at_least: with a number", "alarm-limit"
        )
        return 0.0
    # Percent of seconds, in milliseconds.
    return float(entry["at_least_percent_of_timeout"] * scope.seconds(metric.owner.entry.get("timeout", 3)) * 10)


def _camel(words: str) -> str:
    first, *rest = words.split("_")
    return first + "".join(word.capitalize() for word in rest)
