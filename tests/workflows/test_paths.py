"""How long the longest way through a machine takes, and what of a machine is reached."""

from typing import Any

import pytest

from generator.workflows.paths import ending, longest_s, reached

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:work"
TIMEOUTS = {ARN: 10}


def task(**fields: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": ARN, "End": True, **fields}


def machine(**states: Any) -> dict[str, Any]:
    return {"StartAt": next(iter(states)), "States": states}


def retry(*errors: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"ErrorEquals": list(errors), "IntervalSeconds": 2, "MaxAttempts": 3, "BackoffRate": 2.0, **fields}]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (task(), 10),
        (task(TimeoutSeconds=4), 4),
        (task(TimeoutSeconds=40), 10),
        (task(TimeoutSeconds="{% $limit %}"), 10),
        (task(Resource="arn:aws:states:::lambda:invoke", Parameters={"FunctionName": ARN}), 10),
        (task(Resource="arn:aws:states:::sqs:sendMessage"), 0),
        (task(Retry=retry("Busy")), 10 + 2 + 4 + 8),
        (task(Retry=retry("Busy", MaxDelaySeconds=3)), 10 + 2 + 3 + 3),
        (task(Retry=retry("Busy", MaxAttempts=0)), 10),
        (task(Retry=[{"ErrorEquals": ["Busy"]}]), 10 + 1 + 2 + 4),
        (task(Retry=retry("States.ALL")), 4 * 10 + 2 + 4 + 8),
        (task(Retry=retry("States.Timeout")), 4 * 10 + 2 + 4 + 8),
        ({"Type": "Wait", "Seconds": 7, "End": True}, 7),
        ({"Type": "Parallel", "Branches": [machine(A=task()), machine(B=task(TimeoutSeconds=3))], "End": True}, 10),
        ({"Type": "Map", "ItemProcessor": machine(A=task()), "End": True}, 10),
    ],
)
def test_a_state_takes(state: dict[str, Any], expected: float) -> None:
    assert expected == longest_s(machine(Only=state), TIMEOUTS)


def test_the_longest_way_counts_and_a_catch_is_one() -> None:
    states = machine(
        Choose={"Type": "Choice", "Choices": [{"Next": "Short"}], "Default": "Long"},
        Short=task(TimeoutSeconds=1),
        Long=task(Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Tell"}]),
        Tell=task(TimeoutSeconds=5),
    )
    assert 15 == longest_s(states, TIMEOUTS)


def test_a_loop_counts_once() -> None:
    look = {**task(Next="Pause"), "End": False}
    assert 17 == longest_s(machine(Look=look, Pause={"Type": "Wait", "Seconds": 7, "Next": "Look"}), TIMEOUTS)


def test_a_million_attempts_are_not_counted_to_their_end() -> None:
    assert (
        longest_s(machine(Only=task(Retry=retry("States.ALL", MaxAttempts=99_999_999, BackoffRate=1.0))), TIMEOUTS)
        > 300
    )


def test_a_long_chain_is_followed_to_its_end() -> None:
    states = {f"S{number}": {"Type": "Wait", "Seconds": 1, "Next": f"S{number + 1}"} for number in range(5000)}
    states["S5000"] = {"Type": "Succeed"}
    assert 5000 == longest_s({"StartAt": "S0", "States": states}, {})


def test_what_nothing_leads_to_is_not_reached() -> None:
    assert ["A"] == reached(machine(A=task(), B=task()))


def test_a_choice_without_default_ends_where_no_rule_holds() -> None:
    states = machine(A={"Type": "Choice", "Choices": [{"Next": "A"}]})["States"]
    assert {"A"} == ending(states)


def test_states_that_lead_to_one_another_do_not_end() -> None:
    states = machine(A={"Type": "Pass", "Next": "B"}, B={"Type": "Pass", "Next": "A"}, C={"Type": "Succeed"})["States"]
    assert {"C"} == ending(states)
