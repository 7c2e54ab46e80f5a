"""Charts of what the system costs and how far it goes; their figures stand on the pages of `generate`."""

from collections.abc import Iterator, Mapping

from generator.capacity.limits import all_of
from generator.cost import estimate
from generator.cost.charts import picture
from generator.cost.phases import cases
from generator.cost.report import usd
from generator.documents import markdown
from generator.documents.markdown import Link, heading, page, paragraph
from generator.documents.page import Page
from generator.model import Model

PATH = "charts.md"
_MOST = 8


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of charts and the pictures on it, where the spec says how much the system is used."""
    if not any(stack.traffic for stack in model.stacks):
        return
    drawn = {f"charts/{name}.svg": chart for name, chart in _charts(model).items()}
    yield from (Page(path, picture(title, values, shown)) for path, (title, values, shown) in drawn.items())
    pictures = [markdown.picture(title, path) for path, (title, _, _) in drawn.items()]
    words = paragraph(
        "The figures stand on the pages of ", Link("cost", "cost.md"), " and ", Link("capacity", "capacity.md"), "."
    )
    yield Page(PATH, page(heading(1, "Charts"), words, *pictures))


def _charts(model: Model) -> dict[str, tuple[str, Mapping[str, float], Mapping[str, str]]]:
    """Return the title, the values and what is written beside them of each chart, by name."""
    estimates = [estimate(model, case.environment, case.phase) for case in cases(model)]
    totals = {one.title: one.total.expected for one in estimates}
    charts = {"cost": _dollars("US dollars a month, as expected", totals)}
    for number, one in enumerate(estimates, 1):
        services = {name: cost.expected for name, cost in list(one.by_service.items())[:_MOST]}
        charts[f"services-{number}"] = _dollars(f"US dollars a month by service: {one.title}", services)
    if found := all_of(model):
        most = {f"{one.quota.service}, {one.of}": 100 * one.share for one in found[-1].limits[:_MOST]}
        title = f"Percent of each quota with {found[-1].users:,} users"
        charts["capacity"] = title, most, {name: f"{value:,.0f} %" for name, value in most.items()}
    return charts


def _dollars(title: str, values: Mapping[str, float]) -> tuple[str, Mapping[str, float], Mapping[str, str]]:
    return title, values, {name: usd(value) for name, value in values.items()}
