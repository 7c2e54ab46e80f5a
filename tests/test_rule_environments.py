"""A problem that several environments have at one place is told once, with all of them."""

from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import source
from generator.diagnostics import Diagnostic
from generator.pipeline import compile_source
from generator.rules import RULES
from tests.specs import compiled
from tests.test_rules import TODAY, VALIDATED, blocks

# They are about a setting of each environment's own.
OF_EACH = {"incomplete-network", "unknown-region"}
RULE_IDS = {rule.__module__.rpartition(".")[2].replace("_", "-") for rule in RULES}
NAMING = (
    "grant-for-other-type",
    "history-of-express",
    "provisioned-concurrency-with-shifting",
    "throughput-without-billing",
    "too-many-routes",
    "too-many-rules",
)
REGIONS = "regions: [eu-west-1, eu-central-1]"
SPEC = """
version: 1
system: {name: shop}
environments: {%s}
tables: {orders: {key: {partition: id}, billing: provisioned, capacity: {read: 1, write: 1}}}
"""


def example(page: Path) -> dict[str, Any] | None:
    """Return the spec of a page's example, None where it is not one with a single environment."""
    [text] = blocks(page, "Example", "yaml")
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    return found if isinstance(found, dict) and len(found["environments"]) == 1 else None


def problems(page: Path, spec: dict[str, Any], today: date = TODAY) -> list[Diagnostic]:
    text, wrong = source.parse(yaml.safe_dump(spec, sort_keys=False), "collectiq.yaml")
    return [one for one in compile_source(text, wrong, Path(), today).diagnostics if one.rule == page.stem]


def twinned(spec: dict[str, Any]) -> tuple[str, str]:
    """Give a spec its environment a second time, under a name of the same length, and return both names."""
    [(name, entry)] = spec["environments"].items()
    twin = f"{name[:-1]}{'x' if name[-1] != 'x' else 'y'}"
    spec["environments"][twin] = deepcopy(entry)
    return name, twin


PAGES = [page for page in VALIDATED if page.stem in RULE_IDS - OF_EACH and example(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_second_environment_like_the_first_adds_no_problem(page: Path) -> None:
    spec = example(page)
    assert spec
    alone = problems(page, spec)
    twinned(spec)
    assert len(alone) == len(problems(page, spec)) > 0


@pytest.mark.parametrize("rule", NAMING)
def test_all_environments_are_named_in_it(rule: str) -> None:
    [page] = [page for page in PAGES if page.stem == rule]
    spec = example(page)
    assert spec
    name, twin = twinned(spec)
    [problem] = problems(page, spec)
    assert f"in {name} and {twin}" in problem.message


def test_several_regions_in_several_environments_are_told_once() -> None:
    environments = ", ".join(f"{name}: {{{REGIONS}}}" for name in ("dev", "prod", "test"))
    [problem] = [one for one in compiled(SPEC % environments).diagnostics if one.rule == "autoscaling-refused"]
    told = "there are several regions in dev, prod and test, and a table with replicas is billed on_demand"
    assert told == problem.message


def test_environments_that_differ_in_what_is_told_are_told_apart() -> None:
    [page] = [page for page in PAGES if page.stem == "too-many-routes"]
    spec = example(page)
    assert spec
    name, twin = twinned(spec)
    [route, *_] = spec["routes"]
    more = {"ANY /v1/more": spec["routes"][route]}
    spec["environments"][twin] = {**spec["environments"][twin], "set": {"routes": more}}
    told = {problem.message.partition(",")[0] for problem in problems(page, spec)}
    assert {f"these are 301 routes in {name}", f"these are 302 routes in {twin}"} == told
