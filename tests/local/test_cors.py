"""What the API says about origins goes before what a function says."""

import pytest

from generator.local.cors import Cors
from generator.local.substrate import Request, Response

ANSWER = Response(200, {"content-type": "text/plain", "access-control-allow-origin": "*"})


@pytest.mark.parametrize(
    ("cors", "allowed"),
    [(Cors(), "*"), (Cors(("https://a.example",)), "https://a.example"), (Cors(("https://b.example",)), None)],
)
def test_a_functions_own_headers_count_only_where_the_api_is_silent(cors: Cors, allowed: str | None) -> None:
    applied = cors.applied(ANSWER, Request("GET", "/", "", {"origin": "https://a.example"}))
    assert (allowed, "text/plain") == (
        applied.headers.get("access-control-allow-origin"),
        applied.headers["content-type"],
    )
