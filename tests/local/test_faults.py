"""Faults on request hit what they name and nothing else; what would fail when it strikes is refused when it is asked for."""

import pytest

from generator.local.faults import Faults


@pytest.mark.parametrize(
    "more",
    [{"times": "2"}, {"times": 0}, {"status": "400"}, {"status": 200}, {"delay_s": "1"}, {"delay_s": -1}, {"error": 5}],
)
def test_a_fault_of_another_shape_is_refused(more: dict[str, object]) -> None:
    faults = Faults()
    with pytest.raises((TypeError, ValueError)):
        faults.ask({"target": "dynamodb:PutItem", **more})
    assert [] == faults.listed()


def test_a_fault_strikes_as_often_as_it_is_asked_for() -> None:
    faults = Faults()
    faults.ask({"target": "dynamodb:PutItem", "error": "ThrottlingException", "times": 2})
    struck = [faults.strike("dynamodb:PutItem") for _ in range(3)]
    assert ["ThrottlingException", "ThrottlingException", None] == [one and one.error for one in struck]


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
