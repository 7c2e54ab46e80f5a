"""Faults on request hit what they name and nothing else; what would fail when it strikes is refused when it is asked for."""

import pytest

from generator.local.fault_targets import Targets
from generator.local.faults import Faults

TARGETS = Targets(("functions.f", "functions.g", "rules.paid", "schedules.nightly", "sites.pay.example.com"))


def asked(**fault: object) -> Faults:
    """Return faults of which one was asked for."""
    faults = Faults(TARGETS)
    faults.ask(fault)
    return faults


def refused(**fault: object) -> str:
    """Return why a fault is refused; nothing of it is left."""
    faults = Faults(TARGETS)
    with pytest.raises((TypeError, ValueError)) as error:
        faults.ask(fault)
    assert [] == faults.listed()
    return str(error.value)


@pytest.mark.parametrize(
    "more",
    [{"times": "2"}, {"times": 0}, {"status": "400"}, {"status": 200}, {"delay_s": "1"}, {"delay_s": -1}, {"error": 5}],
)
def test_a_fault_of_another_shape_is_refused(more: dict[str, object]) -> None:
    assert refused(**{"target": "dynamodb:PutItem", "error": "ThrottlingException", **more})


@pytest.mark.parametrize("wanted", [[], "dynamodb:PutItem", None])
def test_what_is_no_mapping_is_no_fault(wanted: object) -> None:
    with pytest.raises(TypeError, match="a fault is a mapping, such as"):
        Faults(TARGETS).ask(wanted)


def test_a_key_that_no_fault_has_is_told_with_the_nearest() -> None:
    assert 'a fault has no "time"; did you mean "times"?' == refused(target="functions.f", error="Busy", time=1)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("functions.nosuch", "or one of: functions.f, functions.g"),
        ("functions.ff", '; did you mean "functions.f"? a target is'),
        ("site.pay.example.com", '; did you mean "sites.pay.example.com"?'),
        ("sites.example.org", "or one of: sites.pay.example.com"),
        ("rules.piad", '; did you mean "rules.paid"?'),
        ("dynamodb:PutItm", "a target is a call of AWS, such as dynamodb:PutItem"),
        ("nosuch:PutItem", "a target is a call of AWS, such as dynamodb:PutItem"),
    ],
)
def test_a_target_that_nothing_is_ever_hit_at_is_refused_with_the_known_ones(target: str, words: str) -> None:
    message = refused(target=target, error="Busy")
    assert message.startswith(f'nothing on this machine is "{target}"')
    assert words in message


@pytest.mark.parametrize(
    "target",
    ["dynamodb:GetRecords", "cloudwatch:PutMetricData", "states:StartExecution", "bedrock:Converse", *TARGETS.known],
)
def test_what_can_be_hit_is_a_target(target: str) -> None:
    assert 1 == len(asked(target=target, error="Busy").listed())


@pytest.mark.parametrize(
    ("target", "more", "status"),
    [
        ("sites.pay.example.com", {"answer": {"error": "declined"}, "status": 402}, 402),
        ("sites.pay.example.com", {"answer": {"error": "declined"}}, 200),
        ("sites.pay.example.com", {"error": "Busy"}, 400),
        ("sites.pay.example.com", {"status": 503}, 503),
        ("bedrock:Converse", {"answer": {}, "status": 201}, 201),
        ("dynamodb:PutItem", {"error": "InternalServerError", "status": 500}, 500),
        ("dynamodb:PutItem", {"error": "ThrottlingException"}, 400),
    ],
)
def test_a_fault_answers_with_the_status_that_it_says(target: str, more: dict[str, object], status: int) -> None:
    fault = asked(target=target, **more).strike(target)
    assert fault
    assert status == fault.http_status


@pytest.mark.parametrize(
    ("target", "more", "message"),
    [
        ("functions.f", {"answer": {}, "status": 402}, "functions.f answers without a status of HTTP; calls of AWS and sites have one"),
        ("functions.f", {"error": "Busy", "status": 500}, "functions.f answers without a status of HTTP; calls of AWS and sites have one"),
        ("functions.f", {"error": "Busy", "answer": {}}, "answer stands in place of an error; give one of them"),
        ("rules.paid", {"answer": {}}, "rules.paid answers nothing; give an error"),
        ("dynamodb:PutItem", {"answer": {}, "status": 100}, "status is a number from 200 to 599 beside an answer"),
        ("dynamodb:PutItem", {"status": 503}, "AWS names what it refuses: give an error beside the status, such as ThrottlingException"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(target: str, more: dict[str, object], message: str) -> None:
    assert message == refused(target=target, **more)


def test_a_fault_strikes_as_often_as_it_is_asked_for() -> None:
    faults = Faults(TARGETS)
    faults.ask({"target": "dynamodb:PutItem", "error": "ThrottlingException", "times": 2})
    struck = [faults.strike("dynamodb:PutItem") for _ in range(3)]
    assert ["ThrottlingException", "ThrottlingException", None] == [one and one.error for one in struck]


def test_a_fault_hits_what_holds_all_of_its_texts_as_often_as_it_says() -> None:
    faults = Faults(TARGETS)
    faults.ask({"target": "functions.f", "error": "Busy", "holding": ["one", "two"], "times": 1})
    hits = [faults.strike("functions.f", text) is not None for text in ("one", "", "two and one", "two and one")]
    assert [False, False, True, False] == hits


def test_a_fault_that_says_no_text_hits_everything_at_its_target() -> None:
    faults = Faults(TARGETS)
    faults.ask({"target": "functions.f", "error": "Busy", "times": None})
    assert [False, True, True] == [
        faults.strike(target, "text") is not None for target in ("functions.g", "functions.f", "functions.f")
    ]


@pytest.mark.parametrize("holding", ["one", [1]])
def test_texts_that_are_none_are_refused(holding: object) -> None:
    with pytest.raises(ValueError, match="holding is a list of texts"):
        Faults(TARGETS).ask({"target": "functions.f", "holding": holding})
