"""What a dashboard's entry means: where widgets stand, and what their lines are called."""

from pathlib import Path

from generator import source
from generator.kinds.dashboard import Place, Widget
from generator.pipeline import compile_source
from tests.specs import compiled

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
functions: {list: {handler: a.b:c}, take: {handler: a.b:c}}
queues: {dead: {}}
dashboards:
  all: {title: All, widgets: [WIDGETS]}
"""


def widgets(text: str) -> tuple[Widget, ...]:
    read, problems = source.parse(SYSTEM.replace("WIDGETS", text), "collectiq.yaml")
    result = compile_source(read, problems, Path())
    assert result.model, result.diagnostics
    return result.model.stacks[0].dashboards["all"].widgets


def labels(metrics: str) -> list[str]:
    [widget] = widgets(f"{{title: x, {metrics}}}")
    return [series.label for series in widget.series]


def test_widgets_fill_rows_from_the_left() -> None:
    found = widgets("{text: a}, {text: b, width: 6, height: 8}, {text: c}, {text: d, width: 24}")
    assert [Place(0, 0, 12, 6), Place(12, 0, 6, 8), Place(0, 8, 12, 6), Place(0, 14, 24, 6)] == [w.place for w in found]


def test_a_line_is_called_what_tells_it_from_the_others() -> None:
    assert ["errors"] == labels("metrics: [functions.take.errors]")
    assert ["list", "take"] == labels("metrics: [functions.*.errors]")
    assert ["errors", "throttles"] == labels("metrics: [functions.take.errors, functions.take.throttles]")
    assert ["p50", "p99"] == labels("metrics: [functions.take.duration], stats: [p50, p99]")
    assert ["take errors", "dead depth"] == labels("metrics: [functions.take.errors, queues.dead.depth]")
    assert ["list p50", "take p50", "list p99", "take p99"] == labels(
        "metrics: [functions.*.duration], stats: [p50, p99]"
    )


def test_a_widget_of_what_is_misshapen_says_nothing_more() -> None:
    spec = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}}
alarms: {errors: soon}
dashboards: {shop: {widgets: [{title: State, alarms: [alarms.errors]}]}}
"""
    assert ["wrong-type"] == [problem.rule for problem in compiled(spec).diagnostics]
