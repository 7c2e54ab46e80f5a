"""A route asks for what an HTTP API cannot do."""

import re
from collections.abc import Iterator
from itertools import chain

from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import origin
from generator.kinds.route import Route
from generator.model import Model, Stack

_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*,;=:@%-]*|\{[A-Za-z0-9._-]+\+?\}")

Finding = tuple[str, str]


def invalid_route(model: Model) -> Iterator[Diagnostic]:
    """Yield what API Gateway refuses in each route: its path, its scopes, whom it trusts, what it waits for."""
    for stack in model.stacks:
        for route in stack.routes.values():
            for part, message in chain(
                _api(stack, route), _path(route), _authorization(stack, route), _wait(stack, route)
            ):
                here: SpecPath = ("routes", route.key, part) if part else ("routes", route.key)
                place = origin(model.spec, stack.names.environment, here)
                yield Diagnostic(place, message, "invalid-route", at_key=not part)


def _api(stack: Stack, route: Route) -> Iterator[Finding]:
    if "api" not in stack.tree:
        yield "", f'"{route.key}" needs an API; add "api: {{}}" to the spec'


def _path(route: Route) -> Iterator[Finding]:
    """Yield what is wrong with a path; the schema has seen that it starts with a slash."""
    segments = route.path.split("/")[1:]
    parameters = [segment.strip("{}+") for segment in segments if segment.startswith("{")]
    for segment in segments:
        if not _SEGMENT.fullmatch(segment):
            yield "", f'"{segment}" is no part of a path; a parameter is a whole part, such as "{{id}}"'
    if any(segment.endswith("+}") for segment in segments[:-1]):
        yield "", 'a parameter with "+" takes the rest of the path, so it has to be the last part'
    for name in sorted({name for name in parameters if parameters.count(name) > 1}):
        yield "", f'the parameter "{name}" stands twice in this path; give each its own name'


def _authorization(stack: Stack, route: Route) -> Iterator[Finding]:
    if route.scopes and route.auth != "jwt":
        yield (
            "scopes",
            f'scopes are checked in tokens, and this route has "auth: {route.auth}"; write "auth: jwt" or leave them out',
        )
    pool_is_readable = stack.auth is not None or "auth" not in stack.tree
    if route.auth == "jwt" and pool_is_readable and stack.api and stack.api.jwt is None:
        yield (
            "",
            f'nobody issues tokens for "{route.key}"; declare a client under "auth: clients", or an issuer under "api: jwt"',
        )


def _wait(stack: Stack, route: Route) -> Iterator[Finding]:
    if not route.wait:
        return
    workflow = stack.workflows.get(route.target.key) if route.target.section == "workflows" else None
    if route.target.section != "workflows":
        yield "wait", 'only a route that starts a workflow can wait for its result; leave out "wait"'
    elif workflow and workflow.type != "express":
        yield (
            "wait",
            f'"{workflow.key}" is a standard workflow, whose result nobody can wait for; write "type: express" there, or leave out "wait"',
        )
