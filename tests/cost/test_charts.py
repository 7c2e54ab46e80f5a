"""Charts: bars as long as their values, as text for Mermaid and as a picture without a program."""

import re
from xml.etree import ElementTree as ET

import pytest

from generator.cost.charts import bars, picture
from generator.documents import charts
from generator.pipeline import compile_spec
from tests.tools import ROOT

VALUES = {"small": 25.0, 'a "large" <one>': 100.0}
SHOWN = {name: f"${value:.0f}" for name, value in VALUES.items()}
SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_values() -> None:
    drawn = ET.fromstring(picture("Cost", VALUES, SHOWN))
    small, large = (int(bar.attrib["width"]) for bar in drawn.iter(f"{SVG}rect"))
    assert large == 4 * small


def test_a_picture_says_what_it_shows_and_no_text_can_break_it() -> None:
    drawn = ET.fromstring(picture('<Cost> & "more"', VALUES, SHOWN))
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    assert ['<Cost> & "more"', "small", "$25", 'a "large" <one>', "$100"] == texts
    assert '<Cost> & "more"' == drawn.attrib["aria-label"]


@pytest.mark.parametrize(("value", "top"), [(0, 2), (7, 8), (99, 100), (1743, 2000), (2000, 3000)])
def test_the_axis_ends_above_the_highest_bar(value: float, top: int) -> None:
    assert f"y-axis 0 --> {top}\n" in bars("Cost", {"one": value} if value else {})


def test_the_site_has_a_chart_of_totals_of_each_phase_and_of_quotas() -> None:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    files = {page.path: page.text for page in charts.pages(model)}
    names = ["capacity", "cost", "services-1", "services-2", "services-3"]
    assert [f"charts/{name}.svg" for name in names] == sorted(path for path in files if path.endswith(".svg"))
    assert names == sorted(re.findall(r"\]\(charts/([a-z0-9-]+)\.svg\)\{", files[charts.PATH]))
