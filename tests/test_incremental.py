"""Rendering what changed gives what rendering everything gives, for less work."""

import cProfile
import pstats
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from benchmarks.specs import spec
from generator.incremental import Incremental
from generator.pipeline import Compiled, compile_source, compile_spec
from generator.source import parse
from generator.targets.file import File
from generator.tokens import refuse
from tests.mutations import SHOP
from tests.systems import SYSTEMS

TEMPLATE = "state_machines/definition.asl.json.j2"


def compiled(text: str) -> Compiled:
    source, problems = parse(text, "collectiq.yaml")
    return compile_source(source, problems, Path())


def versions() -> Iterator[Compiled]:
    """Yield what spec after spec means, many of them almost the same."""
    yield from map(compile_spec, SYSTEMS.values())
    text = SHOP.read_text(encoding="utf-8")
    for number in list(re.finditer(r"(?<=: )\d+\b", text))[::2]:
        yield compiled(f"{text[: number.start()]}{int(number[0]) + 1}{text[number.end() :]}")
    yield compiled(text)


def calls(work: Callable[[], object]) -> int:
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_it_renders_every_version_as_if_it_were_the_first() -> None:
    kept = Incremental()
    valid = [version for version in versions() if version.model]
    assert len(valid) > len(SYSTEMS) + 5
    for version in valid:
        assert list(version.rendered().items()) == list(version.rendered(kept).items())


@pytest.mark.parametrize("values", [(1, True), (1, 1.0), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ("1", 1)], ids=repr)
def test_values_that_are_equal_and_printed_differently_are_told_apart(values: tuple[object, object]) -> None:
    kept = Incremental()
    texts = [
        kept([File(PurePosixPath("a.json"), TEMPLATE, {"definition": {"value": value}})], refuse, refuse, spec="a")
        for value in values
    ]
    assert texts[0] != texts[1]


def test_an_edit_costs_a_fraction_of_the_whole() -> None:
    text = spec(60)
    kept = Incremental()
    first, edited = compiled(text), compiled(text.replace("after: 5", "after: 4", 1))
    whole = calls(lambda: first.rendered(kept))
    assert text != edited.source.text
    assert calls(lambda: edited.rendered(kept)) < whole / 2
