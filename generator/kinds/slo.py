"""Service level objectives: which share of requests, calls or executions has to go well, and who is told when it does not.

What fails is a metric math; how fast it uses up what may fail - the burn rate - is watched over a long and a short window at
once: the long one says that it matters, the short one that it goes on. The windows and shares are those of the Site
Reliability Workbook, "Alerting on SLOs" (Google, read on 2026-11-27), but for the slowest of its four: three days are
longer than a day, the longest period over which CloudWatch is known to take one statistic for an alarm.
"""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import metric as metrics
from generator.kinds.metric import Metric
from generator.scope import Scope, Thing

# The reference of something that counts, its section, and where the spec names it.
Counted = tuple[str, str, Scope]

_SECTIONS = ("routes", "functions", "workflows")
_HOUR, _DAY = 3600, 86400
_SHORTEST_S, _LONGEST_S = 7 * _DAY, 90 * _DAY

# How fast: the share of what may fail that is used up within the long window, the windows in seconds, and who is told.
_SPEEDS = (
    ("fast", 0.02, _HOUR, 300, "page"),
    ("steady", 0.05, 6 * _HOUR, 1800, "page"),
    ("slow", 0.10, _DAY, 2 * _HOUR, "ticket"),
)  # fmt: skip

# Section -> what counts as a whole, what of it fails, and what its time is called.
_COUNTED = {
    "api": ("count", ("5xx",), "latency"),
    "routes": ("count", ("5xx",), "latency"),
    "functions": ("invocations", ("errors",), "duration"),
    "workflows": ("started", ("failed", "timed_out", "aborted"), "duration"),
}


class Burn(Fact):
    """One speed at which what may fail is used up: a composite alarm over one alarm for each window.

    rate: how many times as fast as the objective allows. share: of what may fail, used up within the long window, 0-1.
    long_s, short_s: seconds. name, long_name, short_name: those of the three alarms.
    """

    speed: str
    rate: float
    share: float
    long_s: int
    short_s: int
    name: str
    long_name: str
    short_name: str
    notify: tuple[Thing, ...]


class Slo(Fact):
    """One objective over `things`. availability_percent, or latency_ms that latency_percent of them stay below.

    window_s: seconds. failing: the share that does not go well, 0-1. burns: the alarms, of those who are told only.
    owner: who answers for it, else for the system; empty for nobody.
    """

    thing: Thing
    description: str
    feature: str
    things: tuple[Thing, ...]
    availability_percent: float | None
    latency_ms: float | None
    latency_percent: float
    window_s: int
    failing: Metric
    burns: tuple[Burn, ...]
    runbook: Thing | None
    dashboard: Thing | None
    owner: str

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def may_fail(self) -> float:
        """The share that may fail, 0-1."""
        percent = self.latency_percent if self.availability_percent is None else self.availability_percent
        return round(1 - percent / 100, 10)

    @property
    def burn_rate(self) -> Metric:
        """How many times as fast as it may what fails uses up what may fail."""
        text = f"{self.failing.expression} / {self.may_fail:.10g}"
        return Metric("burn rate", self.thing, expression=text, parts=self.failing.parts, missing=self.failing.missing)

    @property
    def budget_left(self) -> Metric:
        """Percent of what may fail that is left over the time shown."""
        text = f"100 * (1 - {self.failing.expression} / {self.may_fail:.10g})"
        return Metric(
            "budget left", self.thing, expression=text, parts=self.failing.parts, missing=self.failing.missing
        )


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Slo:
    """Build an objective from `{routes, availability_percent, window}` or `{routes, latency_ms, latency_percent, window}`."""
    if ("availability_percent" in entry) == ("latency_ms" in entry):
        scope.problem("an objective needs either availability_percent or latency_ms", "slo-without-goal", at_key=True)
    if "page" not in entry and "ticket" not in entry:
        scope.problem(
            "an objective needs somebody who is told: add page, ticket or both", "slo-without-goal", at_key=True
        )
    runbook, dashboard = entry.get("runbook"), entry.get("dashboard")
    window_s = scope.seconds(entry.get("window", "30d"))
    if not _SHORTEST_S <= window_s <= _LONGEST_S:
        scope.at("window").problem(
            f'"{entry["window"]}" is out of range; an objective counts over 7 to 90 days', "out-of-range"
        )
    return Slo(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", scope.tree["system"]["name"]),
        things=tuple(thing for section in _SECTIONS for thing in _things(section, entry.get(section) or (), scope)),
        availability_percent=entry.get("availability_percent"),
        latency_ms=entry.get("latency_ms"),
        latency_percent=entry.get("latency_percent", 95),
        window_s=window_s,
        failing=_failing(entry, scope),
        burns=_burns(entry, window_s, scope),
        runbook=scope.at("runbook").thing(runbook, "runbooks") if runbook else None,
        dashboard=scope.at("dashboard").thing(dashboard, "dashboards") if dashboard else None,
        owner=entry.get("owner", scope.tree["system"].get("owner", "")),
    )


def _things(section: str, keys: list[str] | tuple[str, ...], scope: Scope) -> list[Thing]:
    if list(keys) == ["*"]:
        return sorted(
            (thing for (kind, _), thing in scope.things.items() if kind == section), key=lambda thing: thing.key
        )
    return [scope.at(section, index).thing(f'{section}."{key}"', section) for index, key in enumerate(keys)]


def _burns(entry: Mapping[str, Any], window_s: int, scope: Scope) -> tuple[Burn, ...]:
    names = scope.names
    return tuple(
        Burn(
            speed,
            round(share * window_s / long_s, 2),
            share,
            long_s,
            short_s,
            names.slo_alarm(scope.key, speed),
            names.slo_alarm(scope.key, f"{speed}-long"),
            names.slo_alarm(scope.key, f"{speed}-short"),
            (scope.at(told).thing(f"notifications.{entry[told]}", "notifications"),),
        )
        for speed, share, long_s, short_s, told in _SPEEDS
        if told in entry
    )


def _failing(entry: Mapping[str, Any], scope: Scope) -> Metric:
    """Return the share of all that does not go well; a group of many counts together."""
    counted = _counted(entry, scope)
    parts = _slow(counted, entry["latency_ms"]) if "latency_ms" in entry else _failed(counted)
    numbers = range(len(counted))
    if "latency_ms" not in entry:
        # What did not happen is not emitted, and a sum with a missing part is missing.
        bad = _sum([f"FILL({name}, 0)" for name in parts if name.startswith("e")])
        text = f"{bad} / {_sum([f'n{number}' for number in numbers])}"
    elif len(counted) == 1:
        text = "(100 - t0) / 100"
    else:
        bad = _sum([f"n{number} * (100 - t{number}) / 100" for number in numbers])
        text = f"{bad} / {_sum([f'n{number}' for number in numbers])}"
    missing = next((part.missing for part in parts.values() if part.missing), "")
    return Metric("failing", scope.this, expression=text, parts=parts, missing=missing, path=scope.path)


def _failed(counted: list[Counted]) -> dict[str, Metric]:
    """Return how many there were of each thing, and how many of each kind of failure."""
    parts: dict[str, Metric] = {}
    for number, (reference, section, here) in enumerate(counted):
        whole, failures, _ = _COUNTED[section]
        parts |= _part(f"n{number}", f"{reference}.{whole}", None, here)
        for index, failure in enumerate(failures):
            parts |= _part(f"e{number}_{index}", f"{reference}.{failure}", "sum", here)
    return parts


def _slow(counted: list[Counted], latency_ms: float) -> dict[str, Metric]:
    """Return the percentile rank of each thing: percent that take as long or less; of several, also how many there were."""
    parts: dict[str, Metric] = {}
    for number, (reference, section, here) in enumerate(counted):
        whole, _, time = _COUNTED[section]
        if len(counted) > 1:
            parts |= _part(f"n{number}", f"{reference}.{whole}", None, here)
        parts |= _part(f"t{number}", f"{reference}.{time}", f"PR(:{latency_ms:g})", here)
    return parts


def _counted(entry: Mapping[str, Any], scope: Scope) -> list[Counted]:
    """Return what counts: the API itself for all of its routes, and each thing of a group."""
    found: list[Counted] = []
    for section in _SECTIONS:
        keys, here = list(entry.get(section) or ()), scope.at(section)
        if section == "routes" and keys == ["*"]:
            found.append(("api", "api", here))
        else:
            declared = [one.key for one in _things(section, keys, scope) if (section, one.key) in scope.things]
            found += [(f'{section}."{key}"', section, here) for key in declared]
    return found


def _part(name: str, reference: str, stat: str | None, here: Scope) -> dict[str, Metric]:
    found = metrics.from_spec(reference, here, stat)
    return {name: found[0]} if found else {}


def _sum(terms: list[str]) -> str:
    return f"({' + '.join(terms)})" if len(terms) > 1 else "".join(terms)
