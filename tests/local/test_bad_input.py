"""Bad input to every route, generated from the API's own description and written by hand: never a 5xx, and nothing leaks."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.cards import User, signed_up
from tests.local.running import Reply, System
from tests.tools import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.system]

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# Not those that want a 405 where API Gateway says 404, or a yes to whatever fits the schema: a cursor must be one of ours.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)
LEAKS = ("Traceback", "site-packages", "handlers/", "botocore", "arn:aws", "AccessDenied", "dynamodb")


@pytest.fixture(scope="module")
def user(dev: System) -> User:
    return signed_up(dev)


def is_refused(reply: Reply) -> bool:
    """Tell whether a request is refused, politely and without a word about what is inside."""
    told = json.dumps(reply.body)
    return 400 <= reply.status < 500 and not any(leak in told for leak in LEAKS)


def test_generated_requests_are_answered_as_the_description_says(dev: System, user: User, tmp_path: Path) -> None:
    command = [
        str(SCHEMATHESIS), "run", str(ROOT / "generated/docs/openapi-dev.json"), "--url", dev.url,
        "-H", f"Authorization: Bearer {user.token}", "--checks", CHECKS, "--max-examples", "25", "--seed", "1",
        "--phases", "coverage,fuzzing,stateful", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout[-5000:]


BODIES = [
    b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"imageKey": 1}', b'{"imageKey": null}', b'{"imageKey": {"a": 1}}',
    b'{"imageKey": "uploads/../secret"}', b'{"imageKey": "uploads/somebody-else/' + b"0" * 32 + b'"}',
    b'{"imageKey": "' + b"a" * 100_000 + b'"}', b'{"contentType": "text/html", "contentLength": 1}',
    b'{"contentType": "image/png", "contentLength": -1}', b'{"contentType": "image/png", "contentLength": 1e99}',
    b'{"contentType": "image/png", "contentLength": NaN}', b'{"a":' * 5000 + b"1" + b"}" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("path", ["/cards", "/upload/presign"])
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_none_is_refused(user: User, path: str, body: bytes) -> None:
    assert is_refused(user.system.send("POST", path, user.token, body, {"idempotency-key": "bad"}))


def test_a_huge_body_is_refused_before_it_reaches_a_function(user: User) -> None:
    before = len(user.system.journal("function"))
    reply = user.send("POST", "/cards", b"x" * (11 * 1024 * 1024))
    assert (413, {"message": "Request Entity Too Large"}) == (reply.status, reply.body)
    assert before == len(user.system.journal("function"))


IDS = [
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "a%00b",
    "%ff",
    "a" * 5000,
    "CARD%23x",
    "' OR 1=1",
    "$ne",
    "%F0%9F%98%80",
]


@pytest.mark.parametrize("card", IDS, ids=range(len(IDS)))
@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("DELETE", ""), ("POST", "/revalue")])
def test_an_id_that_is_none_is_refused(user: User, method: str, more: str, card: str) -> None:
    assert is_refused(user.send(method, f"/cards/{card.replace(' ', '%20')}{more}"))


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=-1", "limit=a", "limit=1e9", "limit=1&limit=2", "cursor=x", "cursor=%00"]
)
def test_a_query_that_is_none_is_refused(user: User, query: str) -> None:
    assert is_refused(user.send("GET", f"/cards?{query}"))


def test_a_cursor_that_was_tampered_with_is_refused(user: User, dev: System) -> None:
    image = user.upload()
    for _ in range(2):
        user.create(image)
    cursor = user.send("GET", "/cards?limit=1").body["next"]
    middle = len(cursor) // 2
    changed = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]
    assert is_refused(user.send("GET", f"/cards?limit=1&cursor={changed}"))
    assert is_refused(signed_up(dev).send("GET", f"/cards?limit=1&cursor={cursor}"))
    assert 200 == user.send("GET", f"/cards?limit=1&cursor={cursor}").status


def tampered(token: str) -> list[str]:
    """Return tokens that are not what was signed."""
    head, claims, signature = token.split(".")
    decoded = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    other = base64.urlsafe_b64encode(json.dumps(decoded | {"sub": "somebody-else"}).encode()).decode().rstrip("=")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return [
        f"{head}.{other}.{signature}",
        f"{unsigned}.{claims}.",
        f"{head}.{claims}.",
        f"{head}.{claims}",
        "x",
        token[:-6] + "AAAAAA",
    ]


@pytest.mark.parametrize("number", range(6))
def test_a_token_that_was_tampered_with_is_refused(dev: System, user: User, number: int) -> None:
    reply = dev.send("GET", "/cards", tampered(user.token)[number])
    assert (401, {"message": "Unauthorized"}) == (reply.status, reply.body)


@pytest.mark.parametrize(
    "path", ["/", "//cards", "/cards/", "/CARDS", "/healthz/..", "/%63ards/x/y", "/_devx", "/.git/config"]
)
def test_a_path_that_is_no_route_is_not_found(user: User, path: str) -> None:
    assert is_refused(user.send("GET", path))
