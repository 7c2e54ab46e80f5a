"""Routes, and what else clients of the API rely on."""

import re
from collections.abc import Iterator
from math import inf

from generator.changes.change import Change, Kind, Pair, before, counted, kept
from generator.kinds.api import Api
from generator.kinds.route import Route
from generator.references import TITLES

_PARAMETER = re.compile(r"\{[^}+]*(\+?)\}")


def route_removed(pair: Pair) -> Iterator[Change]:
    """Yield each route that is not there any more, or is under another path; what a parameter is called is nothing to callers."""
    there = {_PARAMETER.sub(r"{\1}", key) for key in pair.new.routes}
    for route in pair.old.routes.values():
        if _PARAMETER.sub(r"{\1}", route.key) not in there:
            message = f'"{route.key}" is gone; whoever calls it gets 404'
            yield Change(Kind.CLIENT, "route-removed", route.thing.path, message)


def route_auth_removed(pair: Pair) -> Iterator[Change]:
    """Yield each route that asked who calls, and asks no more."""
    for old, new in kept(pair.old.routes, pair.new.routes):
        if old.auth != "none" and new.auth == "none":
            message = f'everybody may call "{new.thing.key}" now; it asked for {_asked(old)} before'
            yield Change(Kind.SECURITY, "route-auth-removed", new.thing.path, message)


def open_route_added(pair: Pair) -> Iterator[Change]:
    """Yield what everybody may call through a route that is new, or that called something else before."""
    for key, new in pair.new.routes.items():
        old = before(new, key, pair.old.routes)
        if new.auth != "none":
            continue
        if old is None:
            message = f'everybody may call "{key}" now, a new route to {_called(new)}'
        elif old.auth == "none" and old.target.reference != pair.former(new.target.reference):
            message = f'everybody may call {_called(new)} now: "{key}" led to {_called(old)} before'
        else:
            continue
        yield Change(Kind.SECURITY, "open-route-added", new.thing.path, message, is_breaking=False)


def route_auth_changed(pair: Pair) -> Iterator[Change]:
    """Yield each route whose callers have to prove who they are in another way than before."""
    for old, new in kept(pair.old.routes, pair.new.routes):
        if new.auth not in ("none", old.auth):
            message = f'"{new.thing.key}" asks for {_asked(new)} now, and for {_asked(old)} before; calls as before get 401 or 403'
            shared = pair.shared(old.thing, new.thing, "auth", ("api", "auth"))
            yield Change(Kind.CLIENT, "route-auth-changed", new.thing.path, message, shared=shared)


def route_scope_added(pair: Pair) -> Iterator[Change]:
    """Yield each route that takes fewer tokens: any of its scopes is enough, so one less is one way less."""
    for old, new in kept(pair.old.routes, pair.new.routes):
        lost = [scope for scope in old.scopes if scope not in new.scopes]
        if new.auth == old.auth and new.scopes and (lost or not old.scopes):
            message = f'"{new.thing.key}" takes only tokens with one of {", ".join(new.scopes)} now'
            yield Change(Kind.CLIENT, "route-scope-added", new.thing.path, message)


def route_scope_removed(pair: Pair) -> Iterator[Change]:
    """Yield each route that takes tokens which it refused before."""
    for old, new in kept(pair.old.routes, pair.new.routes):
        more = [scope for scope in new.scopes if scope not in old.scopes]
        if new.auth == old.auth and old.scopes and (more or not new.scopes):
            now = f"tokens with {', '.join(more)} too" if new.scopes else "any token of the pool"
            yield Change(Kind.SECURITY, "route-scope-removed", new.thing.path, f'"{new.thing.key}" takes {now} now')


def route_throttle_lowered(pair: Pair) -> Iterator[Change]:
    """Yield each route that takes fewer requests than before."""
    for old, new in kept(pair.old.routes, pair.new.routes):
        was, now = _rate(old, pair.old.api), _rate(new, pair.new.api)
        if now < was:
            message = f'"{new.thing.key}" takes {counted(now, "request")} per second, and took {was:g}; more get 429'
            shared = pair.shared(old.thing, new.thing, "throttle", ("api", "throttle"))
            yield Change(
                Kind.CLIENT, "route-throttle-lowered", new.thing.path, message, is_breaking=False, shared=shared
            )


def api_removed(pair: Pair) -> Iterator[Change]:
    """Yield the API where there is none any more."""
    if pair.old.api and not pair.new.api:
        message = "the API is gone, and its address with it; an API that is made anew gets another address"
        yield Change(Kind.CLIENT, "api-removed", ("api",), message)


def api_origin_removed(pair: Pair) -> Iterator[Change]:
    """Yield the origins whose pages may not call the API any more."""
    was = pair.old.api.cors.origins if pair.old.api and pair.old.api.cors else ()
    now = pair.new.api.cors.origins if pair.new.api and pair.new.api.cors else ()
    lost = [origin for origin in was if origin not in now]
    if lost and pair.new.api and "*" not in now:
        message = f"browsers refuse calls from pages of {', '.join(lost)} now"
        yield Change(Kind.CLIENT, "api-origin-removed", ("api", "cors"), message)


def output_removed(pair: Pair) -> Iterator[Change]:
    """Yield each published output that other systems do not find any more."""
    now = {output.publish for output in pair.new.outputs.values()}
    for key, output in pair.old.outputs.items():
        if output.publish and output.publish not in now:
            message = f"the parameter {output.publish} is gone; systems that read it cannot be deployed"
            yield Change(Kind.CLIENT, "output-removed", ("outputs", key), message)


def _called(route: Route) -> str:
    return f'{TITLES[route.target.section]} "{route.target.key}"'


def _asked(route: Route) -> str:
    return {"jwt": "a token", "iam": "a signed request", "none": "nothing"}.get(route.auth, route.auth)


def _rate(route: Route, api: Api | None) -> float:
    throttle = route.throttle or (api.throttle if api else None)
    return throttle.rate if throttle else inf
