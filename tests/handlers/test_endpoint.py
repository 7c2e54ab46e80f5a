import base64
import json
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from handlers.shared.http import Answer, Request
from handlers.shared.inputs import LONGEST_BODY
from handlers.shared.settings import SettingsError, read
from handlers.upload_presign import logic
from tests.handlers.cloud import HTTP_FUNCTIONS, SPEC, Cloud, failing
from tests.handlers.conftest import Register, Send
from tests.handlers.events import request

SEVEN = ["timestamp", "level", "requestId", "userId", "operation", "duration", "status"]
UPLOAD = {"contentType": "image/png", "contentLength": 1}
OF_USERS = [route for route, entry in SPEC["routes"].items() if entry.get("auth") != "none"]


def test_the_health_check_answers_a_constant_without_a_token(send: Send) -> None:
    reply = send("GET", "/healthz")
    assert (200, {"status": "ok"}) == (reply.status, reply.body)
    assert {"content-type": "application/json", "cache-control": "no-store"} == reply.headers


@pytest.mark.parametrize("claims", [{}, {"sub": ""}, {"sub": "a/b"}, {"sub": "a#b"}, {"sub": "a\n"}])
@pytest.mark.parametrize("route", OF_USERS)
def test_a_token_that_names_no_user_is_401(send: Send, route: str, claims: dict[str, str]) -> None:
    method, _, path = route.partition(" ")
    reply = send(method, path.replace("{id}", "2a4f3a0e-6f0b-4a53-9d5c-5d1f6a0c3f0e"), claims=claims, body=UPLOAD)
    assert (401, "The token names no user.") == (reply.status, reply.body["detail"])


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (None, "the body must be JSON in UTF-8"),
        ("", "the body must be JSON in UTF-8"),
        ("{", "the body must be JSON in UTF-8"),
        ("[" * 10_000, "the body must be JSON in UTF-8"),
        ('{"contentLength": ' + "9" * 5000 + "}", "the body must be JSON in UTF-8"),
        ("\ud800", "the body must be JSON in UTF-8"),
        ("[]", "the body must be a JSON object"),
        ("null", "the body must be a JSON object"),
        ("7", "the body must be a JSON object"),
        ('"x"', "the body must be a JSON object"),
        ("x" * (LONGEST_BODY + 1), f"the body must not be longer than {LONGEST_BODY} characters"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(send: Send, alice: str, body: str | None, detail: str) -> None:
    reply = send("POST", "/upload/presign", user=alice, body=body)
    assert (400, [{"pointer": "#", "detail": detail}]) == (reply.status, reply.body["errors"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (base64.b64encode(json.dumps(UPLOAD).encode()).decode(), 200),
        (base64.b64encode(b"\xff\xfe{}").decode(), 400),
        ("not base64!", 400),
        ("{}", 400),
    ],
)
def test_a_body_may_come_in_base64(cloud: Cloud, alice: str, body: str, status: int) -> None:
    event = request("POST", "/upload/presign", user=alice, body=body) | {"isBase64Encoded": True}
    assert status == cloud.call(event).status


def test_a_body_full_of_faults_gets_a_short_answer(send: Send, alice: str) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={f"{'x' * 100}{number}": 1 for number in range(100)})
    assert (400, 10) == (reply.status, len(reply.body["errors"]))
    assert f'"{"x" * 40}" is not known here; known: contentType, contentLength' == reply.body["errors"][0]["detail"]


def test_a_refusal_has_the_members_of_rfc_9457(cloud: Cloud, alice: str) -> None:
    event = request("POST", "/upload/presign", user=alice, body={"contentType": "image/png"})
    reply = cloud.call(event)
    detail = "contentLength is missing"
    assert "application/problem+json" == reply.headers["content-type"]
    assert {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": detail,
        "requestId": event["requestContext"]["requestId"],
        "errors": [{"pointer": "#/contentLength", "detail": detail}],
    } == reply.body


def test_each_call_logs_one_line_with_the_seven_keys(cloud: Cloud, alice: str) -> None:
    event = request("GET", "/cards", user=alice)
    (line,) = cloud.call(event).lines
    assert SEVEN == list(line)[:7]
    assert ("INFO", "cards_list", alice, "success") == tuple(
        line[key] for key in ("level", "operation", "userId", "status")
    )
    assert event["requestContext"]["requestId"] == line["requestId"]
    assert (True, 200) == (isinstance(line["duration"], int), line["httpStatus"])


def test_the_log_has_time_in_utc_with_milliseconds(send: Send) -> None:
    (line,) = send("GET", "/healthz").lines
    assert (24, "T", "Z") == (len(line["timestamp"]), line["timestamp"][10], line["timestamp"][-1])
    assert "anonymous" == line["userId"]


def test_a_refusal_is_no_error_in_the_log(send: Send, alice: str) -> None:
    (line,) = send("POST", "/upload/presign", user=alice, body="{").lines
    assert ("INFO", "refused", 400) == (line["level"], line["status"], line["httpStatus"])
    assert "the body must be JSON in UTF-8" == line["reason"]


def test_the_unexpected_is_a_plain_500_logged_once(cloud: Cloud, alice: str) -> None:
    event = request("GET", "/cards", user=alice)
    secret = "arn:aws:dynamodb:us-east-1:123456789012:table/internal"
    with failing(cloud.apps["cards_list"].TABLE.client, "Query", RuntimeError(secret)):
        reply = cloud.call(event)
    expected = {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side.",
        "requestId": event["requestContext"]["requestId"],
    }
    assert (500, expected) == (reply.status, reply.body)
    (line,) = reply.lines
    assert SEVEN == list(line)[:7]
    assert ("ERROR", "error", True) == (line["level"], line["status"], secret in line["exception"])


@pytest.mark.parametrize(
    "fault",
    [
        ("ThrottlingException", 503),
        ("ProvisionedThroughputExceededException", 503),
        (ReadTimeoutError(endpoint_url="https://table"), 503),
        (ClientError({"Error": {"Code": "X"}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "GetItem"), 503),  # type: ignore[typeddict-item]
        ("AccessDeniedException", 500),
        ("ResourceNotFoundException", 500),
        (KeyError("Item"), 500),
    ],
)
def test_a_busy_service_is_told_from_a_fault_of_ours(
    send: Send, cloud: Cloud, register: Register, alice: str, fault: tuple[str | Exception, int]
) -> None:
    error, status = fault
    card_id = register(alice)["cardId"]
    with failing(cloud.apps["cards_get"].TABLE.client, "GetItem", error):
        assert status == send("GET", f"/cards/{card_id}", user=alice).status


def test_a_request_lacks_what_the_event_lacks() -> None:
    event = {"requestContext": {"requestId": "r"}, "headers": None, "queryStringParameters": None}
    expected = Request(id="r", claims={}, path={}, query={}, headers={}, body="", is_base64=False)
    assert expected == Request.from_event(event)


@pytest.mark.parametrize(
    ("number", "text"), [("12.50", "12.5"), ("15", "15"), ("1E+3", "1000"), ("0.1", "0.1"), ("-2.0", "-2")]
)
def test_numbers_of_the_table_are_numbers_of_json(number: str, text: str) -> None:
    assert f'{{"n": {text}}}' == Answer(HTTPStatus.OK, {"n": Decimal(number)}).payload()["body"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), b"bytes", {1, 2}])
def test_what_has_no_form_in_json_is_never_sent(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Answer(HTTPStatus.OK, {"n": value}).payload()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "not set: UPLOADS_BUCKET, ALLOWED_TYPES, MAX_UPLOAD_BYTES, EXPIRES_SECONDS"),
        ({"ALLOWED_TYPES": "a", "MAX_UPLOAD_BYTES": "1", "EXPIRES_SECONDS": ""}, "UPLOADS_BUCKET, EXPIRES_SECONDS"),
        (
            {"UPLOADS_BUCKET": "b", "ALLOWED_TYPES": "a", "MAX_UPLOAD_BYTES": "10 MB", "EXPIRES_SECONDS": "1"},
            "environment variable MAX_UPLOAD_BYTES is not a whole number",
        ),
    ],
)
def test_a_wrongly_deployed_function_fails_at_once(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read(logic.Settings, environment)


def test_every_route_has_its_function() -> None:
    expected = ["cards_create", "cards_delete", "cards_get", "cards_list", "cards_revalue", "healthz", "upload_presign"]
    assert expected == HTTP_FUNCTIONS
