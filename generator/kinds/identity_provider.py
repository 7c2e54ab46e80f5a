"""Identity providers: other parties that vouch for a user pool's users."""

from collections.abc import Mapping
from typing import Any

from generator.facts import Fact
from generator.scope import Scope

# What Cognito fills in for Google; said here, so that a plan shows no change (Cognito developer guide).
_GOOGLE = {
    "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
    "attributes_url_add_attributes": "true",
    "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
    "oidc_issuer": "https://accounts.google.com",
    "token_request_method": "POST",
    "token_url": "https://www.googleapis.com/oauth2/v4/token",
}
_TYPES = {"google": "Google", "oidc": "OIDC", "saml": "SAML"}
_ATTRIBUTES = {
    "google": {"email": "email", "username": "sub"},
    "oidc": {"email": "email", "username": "sub"},
    "saml": {"email": "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"},
}
_SCOPES = ("openid", "email", "profile")


class IdentityProvider(Fact):
    """One provider. type, details: as Cognito calls them. secret: its client secret, a token; None for SAML.

    attributes: the pool's attributes and what the provider calls them.
    """

    type: str
    description: str
    details: Mapping[str, str]
    secret: str | None
    attributes: Mapping[str, str]


def from_spec(entry: Mapping[str, Any], scope: Scope) -> IdentityProvider:
    """Build a provider from `{type: google | oidc | saml, ...}`."""
    kind = entry["type"]
    return IdentityProvider(
        type=_TYPES[kind],
        description=entry.get("description", ""),
        details=_details(kind, entry, scope),
        secret=scope.at("client_secret").text(entry["client_secret"]) if "client_secret" in entry else None,
        attributes=dict(entry.get("attributes", _ATTRIBUTES[kind])),
    )


def _details(kind: str, entry: Mapping[str, Any], scope: Scope) -> dict[str, str]:
    if kind == "saml":
        url = scope.at("metadata_url").text(entry["metadata_url"])
        return {"MetadataURL": url, "IDPSignout": "true" if entry.get("sign_out") else "false"}
    common = {
        "client_id": scope.at("client_id").text(entry["client_id"]),
        "authorize_scopes": " ".join(entry.get("scopes", _SCOPES)),
    }
    if kind == "google":
        return {**common, **_GOOGLE}
    return {
        **common,
        "oidc_issuer": scope.at("issuer").text(entry["issuer"]),
        "attributes_request_method": "GET",
        "attributes_url_add_attributes": "false",
    }
