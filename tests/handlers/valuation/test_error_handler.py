import time
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.error_handler.logic import in_words
from handlers.shared.table import Table
from tests.handlers.cloud import failing
from tests.handlers.valuation.conftest import Run
from tests.handlers.valuation.functions import FAILURES, messages, started, valid
from tests.handlers.valuation.stored import card_of, findings, lock_of, put_card

EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:test-valuation:one"


def failed(request: Any, error: str = "ServiceBusy", cause: str = '{"errorMessage": "slow down"}') -> dict[str, Any]:
    """Return what the workflow hands over."""
    return {"input": request, "execution": EXECUTION, "error": {"Error": error, "Cause": cause}}


@pytest.fixture
def app() -> Iterator[Any]:
    messages(FAILURES)
    with started("error_handler") as app:
        yield app


@pytest.fixture
def request_of_a_card(valuation: dict[str, Any], table: Table) -> dict[str, Any]:
    put_card(table, valuation)
    return valuation


def test_the_failure_waits_with_its_input_for_a_redrive(run: Run, app: Any, request_of_a_card: dict[str, Any]) -> None:
    run("error_handler", failed(request_of_a_card), app)
    [kept] = messages(FAILURES)
    assert valid("ValuationFailure", kept)
    assert request_of_a_card == kept["input"]
    assert valid("ValuationRequest", kept["input"])
    assert (request_of_a_card["requestId"], EXECUTION, "ServiceBusy") == (
        kept["correlationId"],
        kept["execution"],
        kept["error"],
    )


def test_a_redrive_values_the_card(run: Run, app: Any, request_of_a_card: dict[str, Any], table: Table) -> None:
    run("error_handler", failed(request_of_a_card), app)
    [kept] = messages(FAILURES)
    run("aggregator", kept["input"] | {"agents": findings()})
    card = card_of(table, request_of_a_card)
    assert ("valued", False) == (card["status"], "failure" in card)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("ImageUnreadable", "The image is missing or cannot be read; upload another one."),
        ("CardNotRecognized", "No card was recognized on the image; upload another one."),
        ("NoPricesFound", "No prices were found for this card."),
        ("PriceSourcesUnavailable", "The valuation failed; try again later."),
        ("States.Timeout", "The valuation failed; try again later."),
        ("KeyError", "The valuation failed; try again later."),
    ],
)
def test_the_card_says_in_its_owners_words_what_is_wrong(
    run: Run, request_of_a_card: dict[str, Any], table: Table, error: str, words: str
) -> None:
    run("error_handler", failed(request_of_a_card, error, "secret internals"))
    card = card_of(table, request_of_a_card)
    assert ("failed", words) == (card["status"], card["failure"])
    assert words == in_words(error)


def test_the_card_is_let_go(run: Run, app: Any, request_of_a_card: dict[str, Any], table: Table) -> None:
    run("error_handler", failed(request_of_a_card), app)
    assert lock_of(table, request_of_a_card)["expiresAt"] <= time.time()


def test_the_lock_of_another_run_is_left_alone(
    run: Run, app: Any, request_of_a_card: dict[str, Any], table: Table
) -> None:
    run("error_handler", failed(request_of_a_card | {"requestId": "older"}), app)
    assert 9_999_999_999 == lock_of(table, request_of_a_card)["expiresAt"]


def test_a_valuation_that_was_stored_before_the_failure_stays(
    run: Run, app: Any, request_of_a_card: dict[str, Any], table: Table
) -> None:
    run("aggregator", request_of_a_card | {"agents": findings()})
    run("error_handler", failed(request_of_a_card), app)
    assert "valued" == card_of(table, request_of_a_card)["status"]
    assert 1 == len(messages(FAILURES))


def test_a_card_that_was_deleted_does_not_come_back(
    run: Run, app: Any, valuation: dict[str, Any], table: Table
) -> None:
    run("error_handler", failed(valuation), app)
    assert {} == card_of(table, valuation)
    assert 1 == len(messages(FAILURES))


@pytest.mark.parametrize("broken", [{}, [], "text", None, {"cardId": 7, "requestId": "r"}])
def test_an_input_that_is_no_request_is_kept_as_it_is(run: Run, app: Any, broken: Any) -> None:
    done = run("error_handler", failed(broken, "InvalidRequest"), app)
    [kept] = messages(FAILURES)
    assert (broken, done.answer) == (kept["input"], kept)
    assert valid("ValuationFailure", kept)


def test_a_cause_as_long_as_step_functions_allows_fits_into_the_message(
    run: Run, app: Any, request_of_a_card: dict[str, Any]
) -> None:
    run("error_handler", failed(request_of_a_card, cause="é" * 32_768), app)
    assert 1 == len(messages(FAILURES))


def test_a_table_that_does_not_answer_loses_no_failure(run: Run, app: Any, request_of_a_card: dict[str, Any]) -> None:
    with failing(app.TABLE.client, "UpdateItem", "ThrottlingException"):
        assert "ServiceBusy" == run("error_handler", failed(request_of_a_card), app).failed_with
    assert [request_of_a_card] == [kept["input"] for kept in messages(FAILURES)]


def test_a_queue_that_does_not_answer_is_tried_again(run: Run, app: Any, request_of_a_card: dict[str, Any]) -> None:
    with failing(app.SQS, "SendMessage", "ThrottlingException"):
        assert "ServiceBusy" == run("error_handler", failed(request_of_a_card), app).failed_with


def test_the_log_line_leads_from_the_request_to_the_execution(
    run: Run, app: Any, request_of_a_card: dict[str, Any]
) -> None:
    [line] = run("error_handler", failed(request_of_a_card), app).lines
    assert (request_of_a_card["requestId"], request_of_a_card["userId"], EXECUTION, "ServiceBusy") == (
        line["requestId"],
        line["userId"],
        line["execution"],
        line["error"],
    )
