"""Users of an applied user pool, with tokens as the API takes them."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from tests.e2e.deployment import Deployment

PASSWORD = "Correct-horse-7-battery"


@dataclass(frozen=True, slots=True)
class User:
    """sub: what all that the user owns is filed under."""

    sub: str
    token: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The user pool of a deployment, with one of its clients."""

    deployment: Deployment
    cognito: Any
    id: str
    client_id: str


def pool_of(deployment: Deployment, client: str) -> Pool:
    """Return the pool; client: the client's name in AWS."""
    cognito = deployment.engine.client("cognito-idp")
    [pool] = cognito.list_user_pools(MaxResults=10)["UserPools"]
    clients = cognito.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=10)["UserPoolClients"]
    [client_id] = [one["ClientId"] for one in clients if one["ClientName"] == client]
    return Pool(deployment, cognito, pool["Id"], client_id)


def signed_in(pool: Pool) -> User:
    """Make a user, and sign in as an administrator does for a test."""
    name, sub = _made(pool)
    answer = pool.cognito.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    return User(sub, answer["AuthenticationResult"]["AccessToken"])


def signed_in_on_the_page(pool: Pool, callback: str, scope: str) -> User:
    """Make a user, and sign in through the hosted page as a browser does."""
    name, sub = _made(pool)
    asked = {"client_id": pool.client_id, "redirect_uri": callback, "scope": scope, "response_type": "code"}
    page = f"{pool.deployment.engine.url}/oauth2/authorize?{urlencode(asked)}"
    assert 200 == pool.deployment.engine.http().request("GET", page).status
    sent = _posted(pool, "/login", asked | {"username": name, "password": PASSWORD})
    [code] = parse_qs(urlsplit(sent.headers["location"]).query)["code"]
    form = {"grant_type": "authorization_code", "client_id": pool.client_id, "redirect_uri": callback, "code": code}
    return User(sub, json.loads(_posted(pool, "/oauth2/token", form).data)["access_token"])


def _made(pool: Pool) -> tuple[str, str]:
    """Make a user, and return the name and the sub."""
    name = f"{uuid4().hex}@example.com"
    made = pool.cognito.admin_create_user(
        UserPoolId=pool.id,
        Username=name,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}],
    )
    pool.cognito.admin_set_user_password(UserPoolId=pool.id, Username=name, Password=PASSWORD, Permanent=True)
    return name, next(one["Value"] for one in made["User"]["Attributes"] if one["Name"] == "sub")


def _posted(pool: Pool, path: str, form: dict[str, str]) -> Any:
    url = f"{pool.deployment.engine.url}{path}"
    return pool.deployment.engine.http().request("POST", url, fields=form, encode_multipart=False, redirect=False)
