"""What users reach: the API, the user pool, the frontend, and what goes out to the internet."""

from collections.abc import Iterator

from generator.cost.assumptions import HOURS_PER_MONTH
from generator.cost.prices import Usage
from generator.cost.usage.month import GB, Month
from generator.kinds.frontend import Frontend

_FRONTEND_GB = 0.2
_PAGE_GB_MEMORY = 1


def usages(month: Month) -> Iterator[Usage]:
    """Yield what the API, the user pool, frontends and the network use."""
    stack = month.stack
    if stack.api:
        requests = sum(month.flow.of("routes", key) for key in stack.routes)
        yield Usage("apigateway.requests", requests, stack.api.feature, "api")
        yield Usage("transfer.out", requests * month.assumed.response_bytes / GB, stack.api.feature, "api")
    if stack.auth and stack.home:
        # The pool of the home region serves the users of all regions.
        yield Usage(f"cognito.{stack.auth.tier}", month.traffic.users, stack.auth.feature, "auth")
    if stack.home:
        for frontend in stack.frontends.values():
            yield from _frontend(frontend, month)
    if stack.environment.network:
        interfaces = len(stack.environment.network.interfaces) * len(stack.environment.network.subnets)
        yield Usage("vpc.endpoints", interfaces * HOURS_PER_MONTH, month.system, "environments")


def _frontend(frontend: Frontend, month: Month) -> Iterator[Usage]:
    assumed, traffic = month.assumed, month.traffic
    pages = traffic.users * traffic.requests_per_user * assumed.pages_per_request
    used = {
        "amplify.builds": assumed.builds * assumed.build_minutes,
        "amplify.stored": _FRONTEND_GB,
        "amplify.served": pages * assumed.page_bytes / GB,
    }
    if frontend.server_side_rendering:
        used["amplify.requests"] = pages
        used["amplify.duration"] = pages * assumed.page_ms / 1000 / 3600 * _PAGE_GB_MEMORY
    yield from (Usage(price, quantity, frontend.feature, frontend.thing.reference) for price, quantity in used.items())
