"""The user pool: how users sign up and in, through which applications, and who else vouches for them."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.kinds import auth_client, identity_provider
from generator.kinds.auth_client import Client
from generator.kinds.identity_provider import IdentityProvider
from generator.scope import Scope, Thing

# What the spec says -> the word of Cognito's API.
MFA_MODES = {"off": "OFF", "optional": "OPTIONAL", "required": "ON"}

_STRONG = {"minimum_length": 8, "uppercase": True, "lowercase": True, "numbers": True, "symbols": True}


class Email(Fact):
    """SES as the sender. identity: ARN of the verified identity."""

    identity: str
    sender: str
    reply_to: str | None


class Attribute(Fact):
    """A custom attribute of users. type: `string`, `number`, `boolean` or `date_time`."""

    type: str
    mutable: bool


class Group(Fact):
    """A group of users. precedence: the lower goes first, None for last."""

    description: str
    precedence: int | None


class ResourceServer(Fact):
    """An API whose scopes tokens can hold. scopes: name -> what it allows."""

    identifier: str
    scopes: Mapping[str, str]


class UserPool(Fact):
    """The Cognito user pool in one stack.

    domain: prefix of Cognito's own domain, or a whole domain where certificate is its ARN.
    mfa: `off`, `optional` or `required`. tier: `lite`, `essentials` or `plus`. threat_protection: `off`, `audit` or `enforced`.
    password: minimum_length, uppercase, lowercase, numbers, symbols, and where given history and temporary_days.
    """

    thing: Thing
    description: str
    feature: str
    tags: Mapping[str, str]
    domain: str
    certificate: str | None
    sign_in_with: tuple[str, ...]
    verify: tuple[str, ...]
    sign_up: bool
    password: Mapping[str, Any]
    mfa: str
    recovery: tuple[str, ...]
    tier: str
    threat_protection: str
    protected: bool
    email: Email | None
    attributes: Mapping[str, Attribute]
    groups: Mapping[str, Group]
    resource_servers: Mapping[str, ResourceServer]
    identity_providers: Mapping[str, IdentityProvider]
    clients: Mapping[str, Client]

    @property
    def name(self) -> str:
        return self.thing.name


def from_spec(entry: Mapping[str, Any], scope: Scope) -> UserPool:
    """Build the user pool from the `auth` section."""
    system = scope.tree["system"]
    domain = entry.get("domain") or {}
    prefix = scope.at("domain_prefix").text(entry.get("domain_prefix", scope.names.prefix))
    return UserPool(
        thing=scope.this,
        description=entry.get("description", ""),
        feature=entry.get("feature", system["name"]),
        tags=entry.get("tags", {}),
        domain=scope.at("domain", "name").text(domain["name"]) if domain else prefix,
        certificate=scope.at("domain", "certificate").text(domain["certificate"]) if domain else None,
        sign_in_with=tuple(entry.get("sign_in_with", ("email",))),
        verify=tuple(entry.get("verify", ("email",))),
        sign_up=entry.get("sign_up", True),
        password={**_STRONG, **entry.get("password", {})},
        mfa=entry.get("mfa", "optional"),
        recovery=tuple(entry.get("recovery", ("email",))),
        tier=entry.get("tier", _tier(entry)),
        threat_protection=entry.get("threat_protection", "off"),
        protected=scope.environment.get("protect_data", False) or entry.get("retain", False),
        email=_email(entry["email"], scope.at("email")) if "email" in entry else None,
        attributes={
            key: Attribute(one["type"], one.get("mutable", True)) for key, one in entry.get("attributes", {}).items()
        },
        groups={
            key: Group(one.get("description", ""), one.get("precedence"))
            for key, one in _entries(entry, "groups").items()
        },
        resource_servers={
            key: _resource_server(one, scope.at("resource_servers", key))
            for key, one in _entries(entry, "resource_servers").items()
        },
        identity_providers={
            key: identity_provider.from_spec(one, scope.at("identity_providers", key))
            for key, one in _entries(entry, "identity_providers").items()
        },
        clients={
            key: auth_client.from_spec(one, key, scope.at("clients", key))
            for key, one in _entries(entry, "clients").items()
        },
    )


def _tier(entry: Mapping[str, Any]) -> str:
    """Return the cheapest tier that has what the pool uses."""
    if entry.get("threat_protection", "off") != "off":
        return "plus"
    remembers = (entry.get("password") or {}).get("history", 0) > 0
    chooses = any("choice" in client.get("sign_in_by", ()) for client in _entries(entry, "clients").values())
    return "essentials" if remembers or chooses else "lite"


def _entries(entry: Mapping[str, Any], key: str) -> dict[str, Mapping[str, Any]]:
    return {name: one or {} for name, one in (entry.get(key) or {}).items()}


def _email(entry: Mapping[str, Any], scope: Scope) -> Email:
    reply_to = entry.get("reply_to")
    return Email(
        identity=scope.at("identity").text(entry["identity"]),
        sender=scope.at("from").text(entry["from"]),
        reply_to=None if reply_to is None else scope.at("reply_to").text(reply_to),
    )


def _resource_server(entry: Mapping[str, Any], scope: Scope) -> ResourceServer:
    identifier = scope.at("identifier").text(entry.get("identifier", str(scope.path[-1])))
    return ResourceServer(identifier, scope.at("scopes").texts(entry["scopes"]))
