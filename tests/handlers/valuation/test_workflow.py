"""The state machine as it is generated, run by moto's interpreter, with the functions themselves as its tasks."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from generator.pipeline import compile_spec
from handlers.aggregator import storage
from handlers.shared.table import Table
from tests.handlers.cloud import ACCOUNT, BUCKET, REGION, Cloud
from tests.handlers.valuation.functions import FAILURES, REVIEWS, UPDATES, messages, started, valid
from tests.handlers.valuation.pictures import card, saved
from tests.handlers.valuation.stored import card_of, lock_of, prices_of, put_card
from tests.handlers.valuation.web import Asked, Said, Web, addresses, price_sources
from tests.tools import ROOT

TASKS = ("rekognition_extract", "pricing_agent", "authenticity_agent", "aggregator", "error_handler")
SETTINGS = {"MOCKS": "bedrock,rekognition", "CACHE_SECONDS": "0"}

Execute = Callable[[object], dict[str, Any]]


@cache
def definition() -> str:
    model = compile_spec(ROOT / "collectiq.yaml").model
    assert model is not None
    return json.dumps(model.stacks[0].workflows["valuation"].definition)


@pytest.fixture
def called() -> list[str]:
    """The functions that the machine called, in order."""
    return []


@pytest.fixture
def execute(world: Cloud, web: Web, called: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Execute]:
    """Run the machine with an input, and return what became of it; retries wait for nothing."""
    from moto.awslambda.models import LambdaBackend
    from moto.core.config import default_user_config
    from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl

    price_sources(web)
    others = SETTINGS | addresses(web)

    def invoke(_: Any, function_name: str, _qualifier: Any, body: Any, _headers: Any, response: Any) -> bytes:
        function = function_name.split(":")[6].removeprefix("collectiq-dev-")
        called.append(function)
        try:
            return json.dumps(apps[function].handler(json.loads(body), None)).encode()
        except Exception as error:  # noqa: BLE001 - Lambda catches them all
            response["x-amz-function-error"] = "Unhandled"
            return json.dumps({"errorMessage": str(error), "errorType": type(error).__name__}).encode()

    with ExitStack() as stack:
        apps = {task: stack.enter_context(started(task, others)) for task in TASKS}
        monkeypatch.setattr(LambdaBackend, "invoke", invoke)
        monkeypatch.setattr(retrier_decl, "time", SimpleNamespace(sleep=lambda _: None))
        monkeypatch.setitem(default_user_config, "stepfunctions", {"execute_state_machine": True})
        client = boto3.client("stepfunctions", region_name=REGION)
        role = f"arn:aws:iam::{ACCOUNT}:role/test"
        machine = client.create_state_machine(name="valuation", definition=definition(), roleArn=role)[
            "stateMachineArn"
        ]
        for queue in (UPDATES, REVIEWS, FAILURES):
            messages(queue)
        yield lambda given: finished(client, machine, given)
        client.delete_state_machine(stateMachineArn=machine)


def finished(client: Any, machine: str, given: object) -> dict[str, Any]:
    name = f"run-{time.monotonic_ns()}"
    arn = client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))["executionArn"]
    until = time.monotonic() + 20
    while time.monotonic() < until:  # moto's interpreter runs in a thread of its own and tells nobody when it ends
        execution: dict[str, Any] = client.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            return execution
        time.sleep(0.02)
    raise AssertionError("the execution did not end")


@pytest.fixture
def uploaded(valuation: dict[str, Any], table: Table, s3: Any) -> dict[str, Any]:
    """A card with its image, about to be valued."""
    put_card(table, valuation)
    s3.put_object(Bucket=BUCKET, Key=valuation["imageKey"], Body=saved(card(1)))
    return valuation


def test_a_card_is_read_priced_judged_and_stored(
    execute: Execute, uploaded: dict[str, Any], called: list[str], table: Table
) -> None:
    assert valid("ValuationRequest", uploaded)
    execution = execute(uploaded)
    assert "SUCCEEDED" == execution["status"]
    assert {"stored": True, "events": ["CardValuationUpdated"], "valueMedian": 305}.items() <= json.loads(
        execution["output"]
    ).items()
    assert ("rekognition_extract", {"pricing_agent", "authenticity_agent"}, "aggregator") == (
        called[0],
        set(called[1:3]),
        called[3],
    )
    stored = card_of(table, uploaded)
    assert ("valued", 305, "base-set#holo-rare") == (stored["status"], stored["valueMedian"], stored["setRarity"])
    assert lock_of(table, uploaded)["expiresAt"] <= time.time()
    assert ([], 1, []) == (messages(FAILURES), len(messages(UPDATES)), messages(REVIEWS))


def test_a_run_that_happens_twice_stores_once(execute: Execute, uploaded: dict[str, Any], table: Table) -> None:
    assert ["SUCCEEDED"] * 2 == [execute(uploaded)["status"] for _ in range(2)]
    assert 1 == len(prices_of(table, uploaded))
    one, other = messages(UPDATES)
    assert one["detail"] == other["detail"]


def test_while_all_price_sources_are_down_the_agent_is_tried_again(
    execute: Execute, uploaded: dict[str, Any], web: Web, called: list[str]
) -> None:
    def down_twice(_: Asked) -> Said:
        return (
            Said(status=403) if called.count("pricing_agent") < 3 else Said({"status": "success", "loose-price": 100})
        )

    web.answers |= {"/": Said(status=403), "/pricecharting": down_twice}
    done = execute(uploaded)
    assert ("SUCCEEDED", 3) == (done["status"], called.count("pricing_agent"))


def test_what_cannot_succeed_is_not_tried_again_and_a_redrive_works_once_it_can(
    execute: Execute, valuation: dict[str, Any], called: list[str], table: Table, s3: Any
) -> None:
    put_card(table, valuation)
    execution = execute(valuation)
    assert ("FAILED", "ValuationFailed") == (execution["status"], execution["error"])
    assert (1, 1) == (called.count("authenticity_agent"), called.count("error_handler"))
    assert "The image is missing or cannot be read; upload another one." == card_of(table, valuation)["failure"]

    [kept] = messages(FAILURES)
    assert valid("ValuationFailure", kept)
    assert ("ImageUnreadable", valuation) == (kept["error"], kept["input"])
    s3.put_object(Bucket=BUCKET, Key=valuation["imageKey"], Body=saved(card(1)))
    assert "SUCCEEDED" == execute(kept["input"])["status"]
    assert "valued" == card_of(table, valuation)["status"]


def test_an_unknown_error_is_tried_three_times_more_and_then_kept(
    execute: Execute, uploaded: dict[str, Any], called: list[str], table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake of our own")

    monkeypatch.setattr(storage, "store", broken)
    assert "FAILED" == execute(uploaded)["status"]
    assert 4 == called.count("aggregator")
    assert "The valuation failed; try again later." == card_of(table, uploaded)["failure"]
    assert ["ZeroDivisionError"] == [kept["error"] for kept in messages(FAILURES)]


@pytest.mark.parametrize("broken", [{}, {"cardId": "1"}])
def test_an_input_that_is_no_request_is_kept(execute: Execute, called: list[str], broken: object) -> None:
    assert "FAILED" == execute(broken)["status"]
    assert ["rekognition_extract", "error_handler"] == called
    assert [(broken, "InvalidRequest")] == [(kept["input"], kept["error"]) for kept in messages(FAILURES)]
