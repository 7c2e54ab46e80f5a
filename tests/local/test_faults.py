"""Faults on request hit what they name, and nothing else."""

import pytest

from generator.local.faults import Faults


def test_a_fault_hits_what_holds_all_of_its_texts_as_often_as_it_says() -> None:
    faults = Faults()
    faults.ask({"target": "functions.f", "error": "Busy", "holding": ["one", "two"], "times": 1})
    hits = [faults.strike("functions.f", text) is not None for text in ("one", "", "two and one", "two and one")]
    assert [False, False, True, False] == hits


def test_a_fault_that_says_no_text_hits_everything_at_its_target() -> None:
    faults = Faults()
    faults.ask({"target": "functions.f", "error": "Busy", "times": None})
    assert [False, True, True] == [
        faults.strike(target, "text") is not None for target in ("functions.g", "functions.f", "functions.f")
    ]


@pytest.mark.parametrize("holding", ["one", [1]])
def test_texts_that_are_none_are_refused(holding: object) -> None:
    with pytest.raises(ValueError, match="holding is a list of texts"):
        Faults().ask({"target": "functions.f", "holding": holding})
