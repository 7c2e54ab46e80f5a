"""What the AWS endpoint answers where what stands behind it fails."""

import json
from pathlib import Path

import pytest

from generator.local.aws_needs import Place
from generator.local.faults import Faults
from generator.local.gateway import Gateway
from generator.local.journal import Journal
from generator.local.principals import principals
from generator.local.substrate import Request, Substrate
from generator.local.values import Values
from tests.local.stacks import stack_of

SIGNED = "AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0"


def test_a_fault_of_the_engine_is_answered_as_aws_answers_its_own_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(Substrate, "ask", broken)
    stack = stack_of("{}")
    signers = principals(stack, Values({}))
    place = Place("us-east-1", "111111111111")
    gateway = Gateway(stack, place, Path(), signers, Substrate(place.region), Faults(), Journal())
    headers = {
        "authorization": SIGNED,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.ListStateMachines",
    }
    answer = gateway.answer(Request("POST", "/", "", headers, b"{}"))
    body = json.loads(answer.body)
    assert 500 == answer.status
    assert body["__type"].endswith("InternalFailure")
    assert "RuntimeError: dictionary changed size during iteration" in body["message"]
    assert "states:ListStateMachines failed" in caplog.text
