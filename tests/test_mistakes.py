"""Whatever a person gets wrong, the answer is a list of problems at real places: never a traceback, never broken output."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzzing import answer, at, mutated, places, run
from tests.systems import SYSTEMS

TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STARTER = yaml.safe_load(SYSTEMS["starter"].read_text(encoding="utf-8"))
PLACES = places(STARTER)[1:]


def check(name: str, seed: int) -> None:
    chance = random.Random(seed)
    spec = yaml.safe_load(SYSTEMS[name].read_text(encoding="utf-8"))
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        spec = mutated(spec, chance)
    compiled = answer(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), SYSTEMS[name].parent)
    for path, content in compiled.rendered().items():
        if path.suffix == ".json":
            json.loads(content)


@pytest.mark.parametrize("name", sorted(SYSTEMS.keys() - {"an_api_of_300_routes_is_one_table"}))
def test_one_mistake_is_told(name: str) -> None:
    for seed in range(8):
        check(name, seed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["reference", "starter", "an_order_pipeline_needs_no_api", "functions_run_in_every_way"]
)
def test_many_mistakes_are_told(name: str) -> None:
    for seed in range(1000, 1100):
        check(name, seed)


@BOUNDED
@given(text=TEXTS)
def test_any_text_is_read_or_refused(text: str) -> None:
    answer(text, Path())


@BOUNDED
@given(path=st.sampled_from(PLACES), value=VALUES)
def test_any_value_at_any_place_is_taken_or_refused(path: tuple[Any, ...], value: Any) -> None:
    spec = json.loads(json.dumps(STARTER))
    at(spec, path[:-1])[path[-1]] = value
    answer(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), Path())


@BOUNDED
@given(path=st.sampled_from(PLACES), cut=st.integers(0, 3000), put=TEXTS)
def test_a_text_that_is_cut_and_patched_is_read_or_refused(path: tuple[Any, ...], cut: int, put: str) -> None:
    text = SYSTEMS["starter"].read_text(encoding="utf-8")
    answer(text[:cut] + put + text[cut + len(path) :], Path())


def test_the_fuzzer_finds_nothing_in_a_few_inputs() -> None:
    assert 0 == run(60, 7_000_000)["broken"]
