"""A running system: where it is, and how its parts are found by their names."""

import json
from dataclasses import dataclass
from typing import Any

from generator import cloud
from generator.cloud import Cloud, CloudError, told
from generator.facts import replace
from generator.model import Model, Stack
from generator.names import Names
from generator.operate import web

_ABOUT = "/_dev/about"


@dataclass(frozen=True, slots=True)
class Place:
    """One stack as it runs. account: that it runs in. api_url: known on this machine only; on AWS it is looked up by name."""

    stack: Stack
    cloud: Cloud
    account: str
    api_url: str | None = None

    @property
    def names(self) -> Names:
        """The stack's names, in the account that it runs in."""
        return replace(self.stack.names, account=self.account)

    @property
    def is_local(self) -> bool:
        return self.cloud.endpoint is not None


def deployed(stack: Stack) -> Place:
    """Return a stack on AWS, in the account that the spec names; raises CloudError."""
    here = cloud.of(stack.names)
    return Place(stack, here, cloud.account(here, stack.names))


def local(model: Model, url: str) -> Place:
    """Return the system that `collectiq dev` runs at an address; raises CloudError."""
    about = _about(url)
    if about["system"] != model.system["name"]:
        raise CloudError(
            f'at {url} runs the system "{about["system"]}", and {model.spec_name} describes "{model.system["name"]}"'
        )
    stack = next((one for one in model.stacks if one.names.environment == about["environment"] and one.home), None)
    if stack is None:
        raise CloudError(
            f'at {url} runs the environment "{about["environment"]}", which {model.spec_name} does not declare'
        )
    return Place(stack, cloud.fake(about["aws_url"], about["region"]), about["account"], about["api_url"])


def api_url(place: Place) -> str:
    """Return where the API answers; raises CloudError."""
    if place.api_url:
        return place.api_url
    assert place.stack.api is not None, "only who has routes asks"
    name = place.stack.api.thing.name
    with told("APIs"):
        found = place.cloud.all("apigatewayv2", "get_apis", "Items")
    address = next((one["ApiEndpoint"] for one in found if one["Name"] == name), None)
    if address is None:
        raise CloudError(_absent(place, f'API "{name}"'))
    return str(address)


def user_pool_id(place: Place) -> str:
    """Return the id of the user pool; raises CloudError."""
    assert place.stack.auth is not None, "only who has clients asks"
    name = place.stack.auth.name
    with told("user pools"):
        found = place.cloud.all("cognito-idp", "list_user_pools", "UserPools", PaginationConfig={"PageSize": 60})
    return _id(place, [(one["Name"], one["Id"]) for one in found], f'user pool "{name}"', name)


def client(place: Place, pool_id: str, key: str) -> dict[str, Any]:
    """Return a client of the user pool as Cognito describes it; raises CloudError."""
    assert place.stack.auth is not None, "a client is of a pool"
    name = place.stack.auth.clients[key].name
    with told("clients of the user pool"):
        found = place.cloud.all("cognito-idp", "list_user_pool_clients", "UserPoolClients", UserPoolId=pool_id)
        pairs = [(one["ClientName"], one["ClientId"]) for one in found]
        client_id = _id(place, pairs, f'client "{name}" of the user pool', name)
        cognito = place.cloud.client("cognito-idp")
        described: dict[str, Any] = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    return dict(described["UserPoolClient"])


def _id(place: Place, found: list[tuple[str, str]], what: str, name: str) -> str:
    ids = [one for other, one in found if other == name]
    if not ids:
        raise CloudError(_absent(place, what))
    if len(ids) > 1:
        raise CloudError(f"there are {len(ids)} things that are called {what}: {', '.join(ids)}; remove all but one")
    return ids[0]


def _absent(place: Place, what: str) -> str:
    return f"there is no {what} in {place.cloud.region}; deploy {place.stack.names.stack} first"


def _about(url: str) -> dict[str, str]:
    """Return what a local system says of itself."""
    way_out = "start it with collectiq dev, name where it answers: --url URL, or a deployed environment: --env ENV"
    try:
        answer = web.ask("GET", f"{url.rstrip('/')}{_ABOUT}")
    except web.WebError:
        raise CloudError(f"nothing answers at {url}; {way_out}") from None
    try:
        about = json.loads(answer.body)
        return {key: str(about[key]) for key in ("system", "environment", "region", "account", "api_url", "aws_url")}
    except (ValueError, KeyError, TypeError):
        raise CloudError(f"what answers at {url} is not collectiq dev; {way_out}") from None
