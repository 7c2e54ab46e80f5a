"""The user pool: one per environment, in its home region. Roots of further regions are told its ids as variables."""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Comment, Raw
from generator.kinds.auth import MFA_MODES, UserPool
from generator.kinds.auth_client import SIGN_IN_FLOWS, Client
from generator.kinds.identity_provider import IdentityProvider
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root, root_file
from generator.targets.parts import comment, present

NAME = "cognito_user_pool"
_RECOVERY = {"email": "verified_email", "phone": "verified_phone_number", "administrator": "admin_only"}
_TYPES = {"string": "String", "number": "Number", "boolean": "Boolean", "date_time": "DateTime"}


def files(model: Model) -> Iterator[File]:
    """Yield the module, its call in every home root, and the variables of further regions' roots."""
    pools = [stack.auth for stack in model.stacks if stack.home and stack.auth]
    if not pools:
        return
    uses = _uses(pools)
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        if stack.auth and stack.home:
            yield root_file(stack, NAME, {"uses": uses, **_call(stack, stack.auth)})
        elif stack.auth:
            purpose = Comment(
                f"The user pool lives in {stack.names.home_region}; the outputs of that root tell its ids."
            )
            yield File(root(stack) / f"{NAME}.tf", "terraform/envs/far_user_pool.tf.j2", {"purpose": purpose})


def _uses(pools: list[UserPool]) -> dict[str, Any]:
    """Return which parts of the module some root needs; `mfa` is `all`, `some` or empty."""
    clients = [client for pool in pools for client in pool.clients.values()]
    providers = [provider for pool in pools for provider in pool.identity_providers.values()]
    mfa = [pool.mfa != "off" for pool in pools]
    return {
        "custom_domain": any(pool.certificate for pool in pools),
        "prefix_domain": any(not pool.certificate for pool in pools),
        "username": any("username" in pool.sign_in_with for pool in pools),
        "verify": any(pool.verify for pool in pools),
        "closed": any(not pool.sign_up for pool in pools),
        "history": any("history" in pool.password for pool in pools),
        "temporary_days": any("temporary_days" in pool.password for pool in pools),
        "mfa": "all" if all(mfa) else "some" if any(mfa) else "",
        "threat_protection": any(pool.threat_protection != "off" for pool in pools),
        "email": any(pool.email for pool in pools),
        "reply_to": any(pool.email and pool.email.reply_to for pool in pools),
        "attributes": any(pool.attributes for pool in pools),
        "groups": any(pool.groups for pool in pools),
        "resource_servers": any(pool.resource_servers for pool in pools),
        "providers": bool(providers),
        "provider_secrets": any(provider.secret for provider in providers),
        "saml": any(provider.type == "SAML" for provider in providers),
        "clients": bool(clients),
        "oauth": any(client.flows for client in clients),
        "logout_urls": any(client.logout_urls for client in clients),
        "secret": any(client.secret for client in clients),
    }


def _call(stack: Stack, pool: UserPool) -> dict[str, Any]:
    username = "username" in pool.sign_in_with
    return {
        "purpose": Comment(f"The user pool. {' '.join(pool.description.split())}".strip()),
        "pool": pool,
        "region": stack.names.region,
        "mfa": MFA_MODES[pool.mfa],
        "tier": pool.tier.upper(),
        "threat_protection": pool.threat_protection.upper(),
        "username_attributes": [] if username else ["email"],
        "alias_attributes": ["email"] if username and "email" in pool.sign_in_with else [],
        "verify": list(pool.verify),
        "password": dict(pool.password),
        "recovery": {_RECOVERY[way]: number for number, way in enumerate(pool.recovery, 1)},
        "email": _email(pool),
        "attributes": {key: {"type": _TYPES[one.type], "mutable": one.mutable} for key, one in pool.attributes.items()},
        "groups": {
            key: present(description=group.description or None, precedence=group.precedence)
            for key, group in pool.groups.items()
        },
        "resource_servers": {
            key: {"identifier": server.identifier, "scopes": dict(server.scopes)}
            for key, server in pool.resource_servers.items()
        },
        "providers": {
            key: comment(provider.description, _provider(provider)) for key, provider in pool.identity_providers.items()
        },
        "provider_secrets": {key: one.secret for key, one in pool.identity_providers.items() if one.secret},
        "clients": [_client(client) for client in pool.clients.values()],
        "tags": {"Service": "cognito", "Feature": pool.feature, **pool.tags},
    }


def _email(pool: UserPool) -> dict[str, Any]:
    if pool.email is None:
        return {}
    return present(identity_arn=pool.email.identity, sender=pool.email.sender, reply_to=pool.email.reply_to)


def _provider(provider: IdentityProvider) -> dict[str, Any]:
    return {"type": provider.type, "details": dict(provider.details), "attributes": dict(provider.attributes)}


def _client(client: Client) -> dict[str, Any]:
    """Return a client as its entry in the root says it: what it does not use is left out there."""
    sign_in = [SIGN_IN_FLOWS[way] for way in client.sign_in_by]
    lists = present(
        explicit_auth_flows=[*sign_in, "ALLOW_REFRESH_TOKEN_AUTH"],
        oauth_flows=list(client.flows),
        oauth_scopes=list(client.scopes),
        callback_urls=list(client.callback_urls),
        logout_urls=list(client.logout_urls),
        providers=list(client.providers),
    )
    return {
        "key": Raw(client.key),
        "comment": Comment(" ".join(client.description.split())),
        "commented": bool(client.description.strip()),
        "name": client.name,
        "secret": client.secret,
        "lists": {Raw(name): value for name, value in lists.items()},
        "validity": {
            Raw(f"{name}_token"): validity
            for name, validity in (
                ("access", client.access_token),
                ("id", client.id_token),
                ("refresh", client.refresh_token),
            )
        },
    }
