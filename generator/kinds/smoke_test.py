"""Smoke tests: what has to work after a deployment."""

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostics import did_you_mean
from generator.facts import Fact
from generator.scope import Scope, Thing


class SmokeTest(Fact):
    """One check: a request, a frontend's last build, or the hosted sign-in page of a client.

    client: whose test user sends the request; None for nobody. status: expected; has: keys of the answer; answer: the whole of it.
    """

    key: str
    description: str
    method: str
    path: str
    client: Thing | None
    headers: Mapping[str, str]
    body: Any
    status: int
    has: tuple[str, ...]
    answer: Any
    frontend: Thing | None
    hosted_sign_in: Thing | None


def from_spec(entry: Mapping[str, Any], scope: Scope) -> SmokeTest:
    """Build a smoke test from `{request, as, body, expect}`, `{frontend}` or `{hosted_sign_in}`."""
    given = [word for word in ("request", "frontend", "hosted_sign_in") if word in entry]
    if len(given) != 1:
        scope.problem(
            "a smoke test needs one of request, frontend and hosted_sign_in", "smoke-test-of-nothing", at_key=True
        )
    request = entry.get("request", "")
    if request:
        _check_route(request, scope.at("request"))
    method, _, path = request.partition(" ")
    expect = entry.get("expect") or {}
    return SmokeTest(
        key=scope.key,
        description=entry.get("description", ""),
        method=method,
        path=path,
        client=_thing(entry, "as", "clients", scope),
        headers=scope.at("headers").texts(entry.get("headers") or {}),
        body=entry.get("body"),
        status=expect.get("status", 200),
        has=tuple(expect.get("has", ())),
        answer=expect.get("body"),
        frontend=_thing(entry, "frontend", "frontends", scope),
        hosted_sign_in=_thing(entry, "hosted_sign_in", "clients", scope),
    )


def _thing(entry: Mapping[str, Any], word: str, section: str, scope: Scope) -> Thing | None:
    return scope.at(word).thing(entry[word], section) if word in entry else None


def _check_route(request: str, scope: Scope) -> None:
    """Report a request that no route answers; what stands in braces in a route matches any part of a path."""
    routes = [key for section, key in scope.things if section == "routes"]
    if not any(_answers(route, request) for route in routes):
        near = did_you_mean(request, routes) or f"; declared here: {', '.join(sorted(routes)[:12])}"
        scope.problem(f'no route answers "{request}"{near}', "dangling-reference")


def _answers(route: str, request: str) -> bool:
    pattern = re.sub(r"\\\{[^/]*\\\+\\\}", ".+", re.escape(route))
    pattern = re.sub(r"\\\{[^/]*\\\}", "[^/]+", pattern)
    return (
        route == "$default" or re.fullmatch(pattern.replace("ANY", "[A-Z]+", 1), request.partition("?")[0]) is not None
    )
