import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.handlers.cloud import BUCKET
from tests.handlers.conftest import Send


def test_type_and_length_are_signed_for_one_key_of_the_caller(send: Send, alice: str) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={"contentType": "image/png", "contentLength": 1024})
    assert 200 == reply.status
    url = urlsplit(reply.body["url"])
    query = parse_qs(url.query)
    assert ["content-length;content-type;host"] == query["X-Amz-SignedHeaders"]
    assert (["300"], 300) == (query["X-Amz-Expires"], reply.body["expiresInSeconds"])
    assert {"content-type": "image/png", "content-length": "1024"} == reply.body["headers"]
    assert re.fullmatch(f"uploads/{alice}/[0-9a-f]{{32}}", reply.body["imageKey"])
    assert ("https", True) == (url.scheme, url.netloc.startswith(f"{BUCKET}.s3."))
    assert f"/{reply.body['imageKey']}" == url.path


def test_the_signature_holds_no_checksum_of_a_body_that_is_not_known_yet(send: Send, alice: str) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={"contentType": "image/png", "contentLength": 1})
    assert "checksum" not in reply.body["url"]


def test_each_upload_has_a_key_of_its_own(send: Send, alice: str) -> None:
    body = {"contentType": "image/png", "contentLength": 1}
    keys = {send("POST", "/upload/presign", user=alice, body=body).body["imageKey"] for _ in range(3)}
    assert 3 == len(keys)


@pytest.mark.parametrize("length", [1, 10_485_760])
def test_lengths_up_to_the_largest_are_signed(send: Send, alice: str, length: int) -> None:
    body = {"contentType": "image/jpeg", "contentLength": length}
    assert 200 == send("POST", "/upload/presign", user=alice, body=body).status


@pytest.mark.parametrize("length", [0, -1, 10_485_761, 1.0, "1024", True, None, [1], 10**40])
def test_any_other_length_is_refused(send: Send, alice: str, length: Any) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={"contentType": "image/jpeg", "contentLength": length})
    detail = "contentLength must be a whole number from 1 to 10485760"
    assert (400, [{"pointer": "#/contentLength", "detail": detail}]) == (reply.status, reply.body["errors"])


@pytest.mark.parametrize("kind", ["image/gif", "IMAGE/PNG", "image/png; charset=utf-8", "", 1, None, ["image/png"], {}])
def test_any_other_type_is_refused(send: Send, alice: str, kind: Any) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={"contentType": kind, "contentLength": 1})
    detail = "contentType must be one of image/jpeg, image/png"
    assert (400, [{"pointer": "#/contentType", "detail": detail}]) == (reply.status, reply.body["errors"])


def test_all_faults_are_said_at_once(send: Send, alice: str) -> None:
    reply = send("POST", "/upload/presign", user=alice, body={"contentLength": 0, "size": 1})
    assert ["#/size", "#/contentType", "#/contentLength"] == [error["pointer"] for error in reply.body["errors"]]
