"""`collectiq validate --differences` lists what the environments have different, whatever made it so."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app
from generator.differences import listed
from generator.pipeline import compile_spec
from tests.tools import ROOT

SPEC = """\
version: 1
system: {name: shop}
environments:
  dev: {regions: [eu-west-1]}
  prod:
    regions: [eu-west-1]
    reasons: {tables.orders: One is enough.}
    set:
      defaults: {functions: {memory: 1024}}
      tables: {orders: {billing: provisioned, capacity: {read: 5, write: 5}}}
tables: {orders: {key: {partition: id}}}
functions:
  charge: {handler: handlers.charge.app:handler}
  ship: {handler: handlers.ship.app:handler, memory: 512}
queues: {jobs: {only: [dev]}}
"""


def answer(*words: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["validate", "--differences", *map(str, words)])
    return found.exit_code, found.stdout


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "collectiq.yaml"
    path.write_text(SPEC)
    return path


def test_the_table_has_a_line_for_each_difference_with_its_reason(spec: Path) -> None:
    expected = """\
setting                       dev      prod         reason
functions.charge.memory       -        1024
queues.jobs.only              ["dev"]  -
tables.orders.billing         -        provisioned  One is enough.
tables.orders.capacity.read   -        5            One is enough.
tables.orders.capacity.write  -        5            One is enough.
"""
    assert (0, expected) == answer("--spec", spec)


def test_the_differences_of_a_program_are_the_same(spec: Path) -> None:
    found = json.loads(answer("--format", "json", "--spec", spec)[1])
    settings = {".".join(one["path"]): one["values"] for one in found}
    assert {"prod": 1024} == settings["functions.charge.memory"]
    assert {"dev": ["dev"]} == settings["queues.jobs.only"]


def test_differences_are_no_annotations(spec: Path) -> None:
    assert (2, "") == answer("--format", "sarif", "--spec", spec)


def test_environments_that_are_the_same_say_so(tmp_path: Path) -> None:
    path = tmp_path / "collectiq.yaml"
    path.write_text("version: 1\nsystem: {name: shop}\nenvironments: {prod: {regions: [eu-west-1]}}\n")
    assert (0, "the environments are the same\n") == answer("--spec", path)


def test_every_difference_of_the_reference_systems_workflow_is_listed() -> None:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model
    settings = [one.setting for one in listed(model.spec) if one.path[0] == "workflows"]
    assert ["log_level", "log_retention_days", "type"] == [setting.rpartition(".")[2] for setting in settings]
