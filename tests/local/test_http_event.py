"""Events and answers of payload format 2.0, against the examples in AWS's documentation.

Amazon API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway" (November 2026).
"""

import json
from typing import Any

import pytest

from generator.local import http_event
from generator.local.http_event import Asked
from generator.local.substrate import Request, Response

ASKED = Asked("123456789012", "api-id", "id.execute-api.us-east-1.amazonaws.com", "192.0.2.1", "id")
EXAMPLE: dict[str, Any] = {
    "version": "2.0",
    "routeKey": "$default",
    "rawPath": "/my/path",
    "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=value",
    "cookies": ["cookie1", "cookie2"],
    "headers": {"header1": "value1", "header2": "value1,value2", "user-agent": "agent"},
    "queryStringParameters": {"parameter1": "value1,value2", "parameter2": "value"},
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "api-id",
        "authorizer": {"jwt": {"claims": {"claim1": "value1", "claim2": "value2"}, "scopes": ["scope1", "scope2"]}},
        "domainName": "id.execute-api.us-east-1.amazonaws.com",
        "domainPrefix": "id",
        "http": {
            "method": "POST",
            "path": "/my/path",
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": "agent",
        },
        "requestId": "id",
        "routeKey": "$default",
        "stage": "$default",
    },
    "body": "Hello from Lambda",
    "pathParameters": {"parameter1": "value1"},
    "isBase64Encoded": False,
}


def event(request: Request) -> dict[str, Any]:
    return http_event.event(request, "$default", {}, {}, ASKED)


def test_an_event_is_that_of_the_documentation() -> None:
    headers = {"header1": "value1", "header2": "value1,value2", "cookie": "cookie1; cookie2", "user-agent": "agent"}
    request = Request("POST", "/my/path", EXAMPLE["rawQueryString"], headers, b"Hello from Lambda")
    authorizer = EXAMPLE["requestContext"]["authorizer"]
    made = http_event.event(request, "$default", {"parameter1": "value1"}, authorizer, ASKED)
    assert {"time", "timeEpoch"} == made["requestContext"].keys() - EXAMPLE["requestContext"].keys()
    del made["requestContext"]["time"], made["requestContext"]["timeEpoch"]
    assert EXAMPLE == made


def test_what_a_request_lacks_is_left_out() -> None:
    made = event(Request("GET", "/", "", {}))
    assert set() == {"body", "cookies", "queryStringParameters", "pathParameters"} & made.keys()
    assert "authorizer" not in made["requestContext"]


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b"{}", ("{}", False)),
        ("application/problem+json", b"{}", ("{}", False)),
        ("image/png", b"\x89PNG", ("iVBORw==", True)),
        ("application/json", b"\xff", ("/w==", True)),
    ],
)
def test_a_body_that_is_no_text_is_base64(kind: str, body: bytes, expected: tuple[str, bool]) -> None:
    made = event(Request("POST", "/", "", {"content-type": kind}, body))
    assert expected == (made["body"], made["isBase64Encoded"])


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"statusCode": 201, "headers": {"X-A": "b"}, "body": "c"}, Response(201, {"x-a": "b", "content-type": "text/plain; charset=utf-8"}, b"c")),
        ({"message": "hi"}, Response(200, {"content-type": "application/json"}, b'{"message":"hi"}')),
        ("hi", Response(200, {"content-type": "application/json"}, b"hi")),
        ({"statusCode": 200, "body": "aGk=", "isBase64Encoded": True, "headers": {"Content-Type": "x/y"}}, Response(200, {"content-type": "x/y"}, b"hi")),
        ({"statusCode": "200"}, '"statusCode" is the text "200"; API Gateway takes a number, such as 200'),
        ({"statusCode": None}, '"statusCode" is null; API Gateway takes a number, such as 200'),
        ({"statusCode": True}, '"statusCode" is true; API Gateway takes a number, such as 200'),
        ({"statusCode": 99}, '"statusCode" is 99; API Gateway takes a number from 100 to 599'),
        ({"statusCode": 200, "body": {"not": "text"}}, '"body" is a mapping; API Gateway takes a text, such as json.dumps makes'),
        ({"statusCode": 200, "body": []}, '"body" is a list; API Gateway takes a text, such as json.dumps makes'),
        ({"statusCode": 200, "body": 1}, '"body" is the number 1; API Gateway takes a text, such as json.dumps makes'),
        ({"statusCode": 200, "headers": ["x-a"]}, '"headers" is a list; API Gateway takes a mapping from names to texts'),
        ({"statusCode": 200, "cookies": "a=1"}, '"cookies" is the text "a=1"; API Gateway takes a list of texts'),
        ({"statusCode": 200, "cookies": "a" * 99}, '"cookies" is a text; API Gateway takes a list of texts'),
        ({"statusCode": 200, "body": "a", "isBase64Encoded": True}, '"body" is no Base64, which "isBase64Encoded" says it is'),
        ({"statusCode": 204, "body": None}, Response(204, {"content-type": "text/plain; charset=utf-8"}, b"")),
    ],
)  # fmt: skip
def test_a_result_means_what_api_gateway_makes_of_it(result: object, expected: Response | str) -> None:
    assert expected == http_event.answer(json.dumps(result).encode())


def test_cookies_are_set_one_by_one() -> None:
    answer = http_event.answer(json.dumps({"statusCode": 200, "cookies": ["a=1", "b=2"]}).encode())
    assert isinstance(answer, Response)
    assert "a=1\nb=2" == answer.headers["set-cookie"]
