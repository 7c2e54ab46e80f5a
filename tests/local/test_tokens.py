"""Tokens, checked as a JWT authorizer of API Gateway checks them, with real keys and real signatures."""

import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from generator.kinds.api import Issuer
from generator.local.tokens import Refusal, Tokens, as_texts

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/pool"
CLAIMS = {"iss": ISSUER, "client_id": "web", "sub": "alice", "scope": "read write", "exp": time.time() + 86_400}


def keys() -> str:
    return json.dumps({"keys": [json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "one", "alg": "RS256"}]})


TOKENS = Tokens(Issuer(ISSUER, ("web", "app")), keys)


def signed(key: Any = KEY, kid: str = "one", algorithm: str = "RS256", **claims: object) -> str:
    merged = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode(merged, key, algorithm, headers={"kid": kid})


@pytest.mark.parametrize("header", [f"Bearer {signed()}", signed(), f"Bearer {signed(client_id=None, aud='app')}"])
def test_a_token_of_the_issuer_passes(header: str) -> None:
    claims = TOKENS.check(header, ())
    assert not isinstance(claims, Refusal)
    assert "alice" == claims["sub"]


@pytest.mark.parametrize(
    ("header", "error"),
    [
        ("", ""),
        ("Bearer ", ""),
        ("Bearer nonsense", "invalid_token"),
        (f"Bearer {signed(exp=time.time() - 10)}", "invalid_token"),
        (f"Bearer {signed(nbf=time.time() + 86_400)}", "invalid_token"),
        (f"Bearer {signed(exp=None)}", "invalid_token"),
        (f"Bearer {signed(iss='https://elsewhere.example.com')}", "invalid_token"),
        (f"Bearer {signed(client_id='other')}", "invalid_token"),
        (f"Bearer {signed(key=OTHER)}", "invalid_token"),
        (f"Bearer {signed(kid='two')}", "invalid_token"),
        (f"Bearer {signed(key='a secret of at least 32 characters', algorithm='HS256')}", "invalid_token"),
        (f"Bearer {signed()[:-4]}AAAA", "invalid_token"),
    ],
)
def test_every_other_token_is_refused(header: str, error: str) -> None:
    assert Refusal(401, error) == TOKENS.check(header, ())


def test_a_token_without_the_scope_is_forbidden() -> None:
    assert Refusal(403, "insufficient_scope") == TOKENS.check(signed(), ("admin",))
    assert not isinstance(TOKENS.check(signed(), ("admin", "read")), Refusal)


def test_claims_reach_functions_as_texts() -> None:
    given = {"exp": 1, "email_verified": True, "cognito:groups": ["a", "b"], "address": {"city": "x"}}
    expected = {"exp": "1", "email_verified": "true", "cognito:groups": "[a b]", "address": '{"city":"x"}'}
    assert expected == as_texts(given)
