"""`collectiq invoke`: one call of a function by its alias, against a server that answers as Lambda does."""

import base64
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from tests.operate.systems import Answer, about, project, server

CALL = ("POST", "/2015-03-31/functions/shop-dev-orders/invocations")
LOG = {"x-amz-log-result": base64.b64encode(b"START\nsomething happened\n").decode()}


def invoke(folder: Path, answer: Answer, *words: str, given: str = "") -> Result:
    with server({CALL: answer}) as here:
        here.answers[("GET", "/_dev/about")] = 200, about(here.url)
        command = ["invoke", *words, "--spec", str(project(folder)), "--url", here.url]
        return CliRunner().invoke(app, command, input=given)


def test_the_answer_is_a_result_and_the_log_is_not(tmp_path: Path) -> None:
    answer = invoke(tmp_path, (200, {"ok": True}, LOG), "orders")
    assert (0, '{\n  "ok": true\n}\n', "START\nsomething happened\n") == (
        answer.exit_code,
        answer.stdout,
        answer.stderr,
    )


def test_a_function_that_fails_is_the_answer_no(tmp_path: Path) -> None:
    failed = {"errorType": "KeyError", "errorMessage": "'id'"}
    answer = invoke(tmp_path, (200, failed, {"x-amz-function-error": "Unhandled"}), "orders")
    assert (1, True) == (answer.exit_code, '"errorType": "KeyError"' in answer.stdout)
    assert 'function "orders" failed: Unhandled' in answer.stderr


def test_an_event_that_is_not_json_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    answer = invoke(tmp_path, (500, {}), "orders", "--event", "-", given="{")
    assert (2, True) == (answer.exit_code, answer.stderr.startswith("- is not JSON: "))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    answer = invoke(tmp_path, (500, {}), "orders", "--event", "gone.json")
    way_out = "give a file, - for standard input, or the JSON itself, which begins with {"
    assert (2, f"gone.json: no such file or directory; {way_out}\n") == (answer.exit_code, answer.stderr)


@pytest.mark.parametrize("how", ["text", "file", "input"])
def test_an_event_is_a_text_a_file_or_what_comes_in(tmp_path: Path, how: str) -> None:
    event = '{"url": "https://shop.example.com//orders"}'
    (tmp_path / "event.json").write_text(event)
    given = {"text": event, "file": str(tmp_path / "event.json"), "input": "-"}[how]
    with server({CALL: (200, {})}) as here:
        here.answers[("GET", "/_dev/about")] = 200, about(here.url)
        command = ["invoke", "orders", "--event", given, "--spec", str(project(tmp_path)), "--url", here.url]
        assert 0 == CliRunner().invoke(app, command, input=event).exit_code
        assert event.encode() == here.bodies[-1]


def test_an_event_that_is_given_as_a_text_and_is_not_json_is_refused(tmp_path: Path) -> None:
    answer = invoke(tmp_path, (500, {}), "orders", "--event", "{'id': 1}")
    assert (2, True) == (answer.exit_code, answer.stderr.startswith("{'id': 1} is not JSON: "))


def test_a_function_that_is_not_declared_is_named(tmp_path: Path) -> None:
    answer = invoke(tmp_path, (500, {}), "order")
    assert (2, 'function "order" is not declared in environment "dev"; did you mean "orders"?\n') == (
        answer.exit_code,
        answer.stderr,
    )


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "ResourceNotFoundException", 'there is no function "shop-dev-orders"; deploy dev first'),
        (403, "AccessDeniedException", 'AWS denies access to the function "shop-dev-orders": Because'),
        (429, "TooManyRequestsException", 'AWS throttles calls for the function "shop-dev-orders"; wait a minute'),
        (403, "ExpiredTokenException", "the AWS credentials have expired; sign in again"),
    ],
)
def test_what_aws_refuses_is_said_in_words(status: int, code: str, words: str, tmp_path: Path) -> None:
    answer = invoke(tmp_path, (status, {"message": "Because."}, {"x-amzn-errortype": code}), "orders")
    assert (3, True) == (answer.exit_code, answer.stderr.startswith(words)), answer.stderr
