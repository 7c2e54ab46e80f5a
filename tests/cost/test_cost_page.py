"""The page of costs: the same figures as the command, and where each comes from."""

import re
from pathlib import Path, PurePosixPath

from typer.testing import CliRunner

from generator.cli import app
from tests import specs
from tests.systems import rendered
from tests.tools import ROOT

PAGE = PurePosixPath("docs/cost.md")
SPEC = (ROOT / "collectiq.yaml").read_text(encoding="utf-8")


def test_the_page_holds_the_same_figures_as_the_command() -> None:
    answer = CliRunner().invoke(app, ["cost", "--spec", str(ROOT / "collectiq.yaml")])
    rows = [re.split(r" {2,}", line) for line in answer.stdout.replace("$", "&#36;").splitlines()]
    figures = [row for row in rows if len(row) == 4 and row[1] != "low"]
    page = rendered("reference")[PAGE]
    assert len(figures) > 60
    assert [] == [row for row in figures if f"| {' | '.join(row)} |" not in page]


def test_its_chart_is_the_totals() -> None:
    page = rendered("reference")[PAGE]
    assert "```mermaid\nxychart-beta\n" in page
    assert 'x-axis ["hackathon (dev)", "production (prod)", "growth (prod)"]' in page


def test_it_says_why_a_phase_costs_more_than_it_is_meant_to() -> None:
    page = specs.compiled(SPEC.replace("{from: 400, to: 700}", "{from: 100, to: 200}")).rendered()[PAGE]
    assert "above the &#36;100 to &#36;200 that it is meant to cost" in page
    assert "It is not what the phase is meant to cost because of what is used most: Bedrock is " in page


def test_each_price_has_its_page() -> None:
    page = rendered("reference")[PAGE]
    assert "| Rekognition | Images looked at | images | &#36;0.001 up to 1,000,000, then &#36;0.0008" in page
    assert "[page](https://aws.amazon.com/rekognition/pricing/)" in page


def test_a_spec_without_traffic_has_no_page() -> None:
    spec = Path(ROOT / "templates/init/collectiq.yaml").read_text()
    assert PAGE not in specs.compiled(spec).rendered()


def test_each_customer_key_is_listed_with_what_it_comes_with() -> None:
    page = rendered("reference")[PAGE]
    rows = [line.split(" | ") for line in page.partition("## Customer keys")[2].partition("\n## ")[0].splitlines()]
    listed = {row[0].removeprefix("| "): row[1] for row in rows if len(row) == 4}
    assert {"Key": "In", "logs": "dev, prod", "notifications": "dev, prod", "trail": "prod"} == listed
    for environment in ("dev", "prod"):
        keys = sum(environment in where.split(", ") for where in listed.values())
        cases = [part for part in page.split("\n## ") if part.partition("\n")[0].endswith(f"({environment})")]
        assert {f"&#36;{keys}.00"} == {re.findall(r"\| KMS \| (\S+) \|", case)[0] for case in cases}


def test_a_key_for_data_is_listed_where_the_spec_asks_for_one() -> None:
    page = specs.compiled(SPEC.replace("encryption: s3_managed", "encryption: customer")).rendered()[PAGE]
    assert "| data | dev, prod | encryption: customer" in page
