"""Dashboards: widgets in the order of the spec, laid out on CloudWatch's grid of 24 columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.facts import Fact, replace
from generator.kinds import alarm
from generator.kinds import metric as metrics
from generator.kinds import query as queries
from generator.kinds import slo as slos
from generator.kinds.metric import Metric
from generator.schema import required
from generator.scope import Scope, Thing

GRID_COLUMNS = 24


class Place(Fact):
    """Where a widget stands on the grid, and how large it is."""

    x: int
    y: int
    width: int
    height: int


class Series(Fact):
    """One line of a graph: a metric with one statistic."""

    label: str
    metric: Metric


class Widget(Fact):
    """One widget. view: `timeSeries`, `singleValue`, `gauge`, `bar`, `pie`; `text`, `alarm` or `log` for what is no metric.

    period_s: seconds of one point. whole_s: seconds that one value sums up, of an objective's window. text: Markdown.
    alarms: ARNs. query: a Logs Insights query with its log groups.
    """

    title: str
    place: Place
    view: str
    stacked: bool
    period_s: int
    whole_s: int | None
    series: tuple[Series, ...]
    minimum: float | None
    maximum: float | None
    limits: Mapping[str, float]
    text: str
    alarms: tuple[str, ...]
    query: queries.Query | None

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics of CloudWatch that it shows."""
        return tuple(metric for series in self.series for metric in series.metric.plain)


class Dashboard(Fact):
    """One dashboard in one stack."""

    thing: Thing
    title: str
    description: str
    widgets: tuple[Widget, ...]

    @property
    def key(self) -> str:
        return self.thing.key

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> Dashboard:
    """Build a dashboard; widgets fill rows from the left, and a widget without a series is left out."""
    items = [(item, scope.at("widgets", index)) for index, item in enumerate(entry["widgets"])]
    read = [(item, here, _budget(item, here) or _series(item, here)) for item, here in items]
    shown = [(item, here, series) for item, here, series in read if series or "metrics" not in item]
    places = _layout([item for item, _, _ in shown])
    widgets = tuple(
        _widget(item, here, series, place) for (item, here, series), place in zip(shown, places, strict=True)
    )
    return Dashboard(scope.this, entry.get("title", scope.key), entry.get("description", ""), widgets)


def _widget(item: Mapping[str, Any], here: Scope, series: tuple[Series, ...], place: Place) -> Widget:
    axis = item.get("axis") or {}
    return Widget(
        title=item.get("title", ""),
        place=place,
        view=_view(item),
        stacked=item.get("stacked", False),
        period_s=here.seconds(item.get("period", "5m")),
        whole_s=_window_s(item, here),
        series=series,
        minimum=axis.get("min", 0),
        maximum=axis.get("max"),
        limits=item.get("limits") or {},
        text=here.at("text").text(item.get("text", "")),
        alarms=_alarms(item.get("alarms") or (), here.at("alarms")),
        query=_query(item["query"], here.at("query")) if "query" in item else None,
    )


def _view(item: Mapping[str, Any]) -> str:
    kinds = {"text": "text", "alarms": "alarm", "query": "log"}
    views = {"line": "timeSeries", "number": "singleValue", "gauge": "gauge", "bar": "bar", "pie": "pie"}
    usual = "number" if "slo" in item else "line"
    return next((kind for word, kind in kinds.items() if word in item), views[item.get("view", usual)])


def _layout(items: list[Mapping[str, Any]]) -> list[Place]:
    places = []
    x = y = row = 0
    for item in items:
        width, height = item.get("width", GRID_COLUMNS // 2), item.get("height", 6)
        if x + width > GRID_COLUMNS:
            x, y, row = 0, y + row, 0
        places.append(Place(x, y, width, height))
        x, row = x + width, max(row, height)
    return places


def _series(item: Mapping[str, Any], here: Scope) -> tuple[Series, ...]:
    """Return the lines of a graph, each labelled with what tells it from the others: thing, metric, statistic."""
    stats = item.get("stats") or [item.get("stat")]
    lines = [
        (metric, stat)
        for index, entry in enumerate(item.get("metrics") or ())
        for stat in stats
        for metric in metrics.from_spec(entry, here.at("metrics", index), stat)
    ]
    several = (
        len({metric.key for metric, _ in lines}) > 1,
        len({metric.title for metric, _ in lines}) > 1,
        len(stats) > 1,
    )
    return tuple(Series(_label(metric, stat, several), metric) for metric, stat in lines)


def _budget(item: Mapping[str, Any], here: Scope) -> tuple[Series, ...]:
    """Return what an objective has left, as the one line of its widget."""
    found = _objective(item["slo"], here.at("slo")) if "slo" in item else None
    return (Series("budget left (%)", found.budget_left),) if found else ()


def _window_s(item: Mapping[str, Any], here: Scope) -> int | None:
    found = _objective(item["slo"], here.at("slo")) if "slo" in item else None
    return found.window_s if found else None


def _objective(reference: str, here: Scope) -> slos.Slo | None:
    thing = here.thing(reference, "slos")
    return slos.from_spec(thing.entry, replace(here, path=thing.path)) if _is_whole(thing) else None


def _label(metric: Metric, stat: str | None, several: tuple[bool, bool, bool]) -> str:
    words = [word for word, differs in zip((metric.key, metric.title, stat), several, strict=True) if word and differs]
    return " ".join(words) or metric.title


def _alarms(references: Sequence[str], here: Scope) -> tuple[str, ...]:
    """Return the ARNs of alarms, of each thing where an alarm watches many."""
    found = [here.at(index).thing(reference, "alarms") for index, reference in enumerate(references)]
    read = [alarm.from_spec(thing.entry, replace(here, path=thing.path)) for thing in found if _is_whole(thing)]
    return tuple(here.names.arn("cloudwatch", f"alarm:{watched.name}") for one in read for watched in one.watched)


def _query(reference: str, here: Scope) -> queries.Query | None:
    thing = here.thing(reference, "queries")
    return queries.from_spec(thing.entry, replace(here, path=thing.path)) if _is_whole(thing) else None


def _is_whole(thing: Thing) -> bool:
    """Tell whether an entry can be read: one that does not exist, or is misshapen, is reported elsewhere."""
    return bool(thing.entry) and required().get(thing.section, frozenset()) <= thing.entry.keys()
