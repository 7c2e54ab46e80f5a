"""Nothing is lost and nothing is done twice while processes are killed at random."""

import pytest

from tests.local import kills

pytestmark = [pytest.mark.slow, pytest.mark.system]

CARDS = 40


def test_every_card_ends_in_a_final_state_and_a_redrive_finishes_those_that_failed() -> None:
    outcome = kills.outcome(CARDS)
    assert outcome.kills > 0
    assert {"valued", "failed"} >= set(outcome.before), outcome
    assert CARDS == sum(outcome.before.values())
    assert outcome.kept >= outcome.before["failed"]
    assert {"valued": CARDS} == dict(outcome.after), outcome
    assert 1 == outcome.most_prices
