"""Dashboards: each body is a JSON file of its own beside the Terraform, which reads it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from generator.hcl import Raw, literal
from generator.kinds.dashboard import Dashboard, Series, Widget
from generator.kinds.metric import Metric
from generator.model import Model, Stack
from generator.targets.expressions import expression, templatefile_name
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.metric_math import inlined
from generator.targets.parts import comment
from generator.tokens import tokens_in

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_]")


def files(model: Model) -> Iterator[File]:
    """Yield the bodies of all dashboards, their module, and its call in each root."""
    if not any(stack.dashboards for stack in model.stacks):
        return
    yield from module(model, "cloudwatch_dashboards", {})
    for stack in model.stacks:
        bodies = {key: _body(dashboard, stack.names.region) for key, dashboard in stack.dashboards.items()}
        for key, body in bodies.items():
            yield File(_path(stack, key), "dashboards/dashboard.json.j2", {"body": body})
        if bodies:
            dashboards = {key: _dashboard(stack, dashboard, bodies[key]) for key, dashboard in stack.dashboards.items()}
            yield root_file(stack, "cloudwatch_dashboards", {"dashboards": dashboards})


def _path(stack: Stack, key: str) -> PurePosixPath:
    return PurePosixPath("dashboards") / stack.names.stack / f"{key}.json"


def _dashboard(stack: Stack, dashboard: Dashboard, body: dict[str, Any]) -> object:
    path = f'"${{path.root}}/../../../{_path(stack, dashboard.key)}"'
    values = {templatefile_name(token): Raw(expression(token)) for token in tokens_in(body)}
    source = f"templatefile({path}, {literal(values)})" if values else f"file({path})"
    return comment(f"{dashboard.title}. {dashboard.description}".strip(), {"name": dashboard.name, "body": Raw(source)})


def _body(dashboard: Dashboard, region: str) -> dict[str, Any]:
    return {"widgets": [_widget(widget, region) for widget in dashboard.widgets]}


def _widget(widget: Widget, region: str) -> dict[str, Any]:
    kind = "metric" if widget.series else widget.view
    place = widget.place
    grid = {"type": kind, "x": place.x, "y": place.y, "width": place.width, "height": place.height}
    match kind:
        case "text":
            properties: dict[str, Any] = {"markdown": widget.text}
        case "alarm":
            properties = {"title": widget.title, "alarms": list(widget.alarms)}
        case "log":
            properties = {"title": widget.title, "region": region, "view": "table", "query": _log_query(widget)}
        case _:
            properties = _graph(widget, region)
    return {**grid, "properties": properties}


def _graph(widget: Widget, region: str) -> dict[str, Any]:
    graph: dict[str, Any] = {
        "title": widget.title,
        "view": widget.view,
        "stacked": widget.stacked,
        "region": region,
        "period": widget.period_s,
        "metrics": _unique(line for series in widget.series for line in _lines(series)),
    }
    if widget.whole_s is not None:
        # One value over the objective's window, whatever time the dashboard shows.
        graph |= {"start": f"-PT{widget.whole_s // 3600}H", "end": "P0D", "setPeriodToTimeRange": True}
    if widget.view in ("timeSeries", "gauge"):
        edges = {"min": widget.minimum, "max": widget.maximum}
        graph["yAxis"] = {"left": {edge: value for edge, value in edges.items() if value is not None}}
    if widget.limits:
        limits = [{"label": label, "value": value} for label, value in widget.limits.items()]
        graph["annotations"] = {"horizontal": limits}
    return graph


def _lines(series: Series) -> Iterator[list[Any]]:
    """Yield a metric's line, or for a metric math its hidden parts and the expression over them."""
    metric = series.metric
    if not metric.expression:
        yield _line(metric, {"label": series.label, "stat": metric.stat})
        return
    owner = _identifier(metric.owner.reference if metric.owner else metric.title)
    text, parts = inlined(metric, f"{owner}_")
    for name, part in parts.items():
        yield _line(part, {"id": name, "stat": part.stat, "visible": False})
    yield [{"expression": text, "label": series.label, "id": f"{owner}_{_identifier(metric.title)}"}]


def _line(metric: Metric, options: dict[str, Any]) -> list[Any]:
    dimensions = [word for pair in metric.dimensions.items() for word in pair]
    return [metric.namespace, metric.name, *dimensions, options]


def _unique(lines: Iterable[list[Any]]) -> list[list[Any]]:
    """Return the lines without those whose id stands above: expressions share their parts."""
    seen: dict[object, list[Any]] = {}
    for number, line in enumerate(lines):
        seen.setdefault(line[-1].get("id", number), line)
    return list(seen.values())


def _identifier(words: str) -> str:
    """Return words as part of an id, which tells what it is of and not where it stands."""
    plain = _NOT_IN_ID.sub("_", words)
    unlike = "" if plain == words.replace(".", "_").replace(" ", "_") else f"_{_checksum(words)}"
    return f"{plain[0].lower()}{plain[1:]}{unlike}"


def _checksum(text: str) -> str:
    from zlib import crc32

    return f"{crc32(text.encode()):08x}"


def _log_query(widget: Widget) -> str:
    assert widget.query
    sources = [f"SOURCE '{group}'" for group in widget.query.log_groups]
    return " | ".join([*sources, widget.query.text])
