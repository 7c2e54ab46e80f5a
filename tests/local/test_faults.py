"""Faults on request: what would fail when it strikes is refused when it is asked for."""

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
