"""Checks tokens as a JWT authorizer of API Gateway does.

From "Control access to HTTP APIs with JWT authorizers" of the Amazon API Gateway developer guide (November 2026): signature by the
issuer's keys, `iss`, `aud` or else `client_id`, `exp`, `nbf`, `iat`, and at least one of the route's scopes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from generator.kinds.api import Issuer


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request may not pass. status: 401 or 403. error: as OAuth 2.0 words it."""

    status: int
    error: str


_MISSING = Refusal(401, "")
_INVALID = Refusal(401, "invalid_token")
_SCOPES = Refusal(403, "insufficient_scope")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one issuer. keys: returns its JSON Web Key Set."""

    issuer: Issuer
    keys: Callable[[], str]

    def check(self, header: str, scopes: tuple[str, ...]) -> Mapping[str, Any] | Refusal:
        """Return the claims of the token in an `Authorization` header, or why it is refused."""
        token = header.removeprefix("Bearer ").strip()
        if not token:
            return _MISSING
        try:
            claims = self._claims(token)
        except (jwt.PyJWTError, ValueError):
            return _INVALID
        audience = claims.get("aud", claims.get("client_id"))
        named = audience if isinstance(audience, list) else [audience]
        if not set(map(str, named)) & set(self.issuer.audiences):
            return _INVALID
        held = set(str(claims.get("scope", claims.get("scp", ""))).split())
        return claims if not scopes or held & set(scopes) else _SCOPES

    def _claims(self, token: str) -> dict[str, Any]:
        keys = jwt.PyJWKSet.from_dict(json.loads(self.keys()))
        wanted = jwt.get_unverified_header(token).get("kid")
        key = next((key for key in keys.keys if key.key_id == wanted), None)
        if key is None:
            raise ValueError("the token names no key of the issuer")
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=self.issuer.issuer,
            options={"verify_aud": False, "require": ["exp", "iss"]},
        )
        return claims


def as_texts(claims: Mapping[str, Any]) -> dict[str, str]:
    """Return claims as a function gets them: all of them texts, lists between brackets."""
    return {name: _text(value) for name, value in claims.items()}


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return f"[{' '.join(map(_text, value))}]"
        case dict():
            return json.dumps(value, separators=(",", ":"))
        case _:
            return str(value)
