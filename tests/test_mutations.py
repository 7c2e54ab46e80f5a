"""Each kind of mistake of the catalogue is found, by the rule that is about it; without one, nothing is."""

from datetime import date
from pathlib import Path

import pytest

from generator.pipeline import compile_source
from generator.rules import RULES
from generator.source import parse
from tests.mutations import SHOP, Mistake, planted
from tests.mutations.catalogue import MISTAKES

TODAY = date(2026, 12, 1)


def rules(text: str) -> set[str]:
    source, problems = parse(text, "collectiq.yaml")
    return {problem.rule for problem in compile_source(source, problems, Path(), TODAY).diagnostics}


def test_the_shop_is_right() -> None:
    assert set() == rules(SHOP.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found(mistake: Mistake) -> None:
    assert mistake.rule in rules(planted(mistake))


def test_every_rule_has_its_mistake() -> None:
    names = {getattr(rule, "__name__", "").replace("_", "-") for rule in RULES}
    assert set() == names - {mistake.rule for mistake in MISTAKES}


def test_kinds_have_names_of_their_own() -> None:
    assert len(MISTAKES) == len({mistake.name for mistake in MISTAKES})
