"""Clients of the user pool: the applications that sign users in."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope

# What the spec says -> the word of Cognito's API.
SIGN_IN_FLOWS = {
    "srp": "ALLOW_USER_SRP_AUTH",
    "password": "ALLOW_USER_PASSWORD_AUTH",
    "admin_password": "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "custom": "ALLOW_CUSTOM_AUTH",
    "choice": "ALLOW_USER_AUTH",
}

_SCOPES = ("openid", "email", "profile")
_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))


class Validity(Fact):
    """How long a token is good, in Cognito's units: `seconds`, `minutes`, `hours` or `days`."""

    value: int
    unit: str

    @property
    def seconds(self) -> int:
        return self.value * dict(_UNITS).get(self.unit, 1)


class Client(Fact):
    """An application that signs users in.

    flows: OAuth flows through the hosted pages. sign_in_by: ways without them. secret: it proves itself by one.
    providers: names of the identity providers that it offers, beside the pool itself.
    """

    key: str
    name: str
    description: str
    flows: tuple[str, ...]
    scopes: tuple[str, ...]
    callback_urls: tuple[str, ...]
    logout_urls: tuple[str, ...]
    sign_in_by: tuple[str, ...]
    secret: bool
    access_token: Validity
    id_token: Validity
    refresh_token: Validity
    providers: tuple[str, ...]


def from_spec(entry: Mapping[str, Any], key: str, scope: Scope) -> Client:
    """Build a client. A callback URL says that it uses the hosted pages; it offers all identity providers unless it names some."""
    pool = scope.tree["auth"]
    flows = tuple(entry.get("flows", ("code",) if entry.get("callback_urls") else ()))
    hosted = bool({"code", "implicit"} & set(flows))

    def texts(name: str) -> tuple[str, ...]:
        return tuple(scope.at(name, index).text(text) for index, text in enumerate(entry.get(name, ())))

    return Client(
        key=key,
        name=scope.at("name").text(entry.get("name", scope.names.resource(key))),
        description=entry.get("description", ""),
        flows=flows,
        scopes=texts("scopes") or (_SCOPES if hosted else ()),
        callback_urls=texts("callback_urls"),
        logout_urls=texts("logout_urls"),
        sign_in_by=tuple(entry.get("sign_in_by", ())),
        secret=entry.get("secret", False),
        access_token=_validity(entry.get("access_token_validity", "1h"), scope),
        id_token=_validity(entry.get("id_token_validity", "1h"), scope),
        refresh_token=_validity(entry.get("refresh_token_validity", "30d"), scope),
        providers=tuple(entry.get("providers", (pool.get("identity_providers") or ()) if hosted else ())),
    )


def _validity(value: int | str, scope: Scope) -> Validity:
    """Return a duration in the largest unit that divides it."""
    seconds = scope.seconds(value)
    return next(
        (Validity(seconds // size, unit) for unit, size in _UNITS if seconds % size == 0), Validity(seconds, "seconds")
    )
