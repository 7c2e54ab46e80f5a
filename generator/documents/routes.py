"""The API: its routes, with what each takes and answers."""

import re
from collections.abc import Iterator

from generator.documents import functions, schemas
from generator.documents.markdown import Code, Inline, Joined, Lines, Link, bullets, heading, page, paragraph, table
from generator.documents.page import Page, names
from generator.http_status import PHRASES
from generator.kinds.route import Route
from generator.model import Model, Stack
from generator.scope import Thing
from generator.targets import openapi

PATH = "api.md"
_WHO = {
    "jwt": "Callers send a token of the user pool.",
    "iam": "Callers sign the request as an AWS identity that was granted it.",
    "none": "Open to everybody.",
}


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of the API."""
    stacks = [stack for stack in model.stacks if stack.api and stack.routes]
    if not stacks:
        return
    keys = list(dict.fromkeys(key for stack in stacks for key in stack.routes))
    found = {key: [stack for stack in stacks if key in stack.routes] for key in keys}
    api = stacks[0].api
    overview = [
        [Link(key, f"#{anchor(key)}"), _target(here[0].routes[key].target), here[0].routes[key].description]
        for key, here in found.items()
    ]
    documents = [
        Joined((f"{stack.names.stack}: ", Link(openapi.path(stack).name, openapi.path(stack).name))) for stack in stacks
    ]
    yield Page(PATH, page(
        heading(1, "API"),
        paragraph(api.description) if api and api.description else "",
        paragraph("As OpenAPI 3.1, for tools:"),
        bullets(documents),
        table(["Route", "Answered by", "What it does"], overview),
        *(block for key, here in found.items() for block in _route(key, here, stacks)),
    ))  # fmt: skip


def anchor(key: str) -> str:
    """Return the anchor of a route's part of the page."""
    return "-".join(re.findall(r"[a-z0-9]+", key.lower())) or "default"


def _target(thing: Thing) -> Inline:
    if thing.section == "functions":
        return Link(thing.key, functions.path(thing.key))
    if thing.section == "workflows":
        return Link(thing.key, f"workflows/{thing.key}.md")
    return Code(thing.reference)


def _route(key: str, here: list[Stack], stacks: list[Stack]) -> Iterator[str]:
    route = here[0].routes[key]
    yield heading(2, key, anchor(key))
    yield paragraph(route.description) if route.description else ""
    yield paragraph(f"Only in {names(here)}.") if len(here) < len(stacks) else ""
    who = f"{_WHO[route.auth]} {route.reason}" if route.auth == "none" and route.reason else _WHO[route.auth]
    scopes: tuple[Inline, ...] = (
        (" It holds one of these scopes: ", ", ".join(route.scopes), ".") if route.scopes else ()
    )
    yield paragraph(who, *scopes)
    yield table(["Parameter", "Where", "Required", "Value", "What it is"], [
        [Code(one.name), one.place, "yes" if one.required else "", schemas.type_of(one.schema), one.description]
        for one in route.contract.values
    ])  # fmt: skip
    if route.contract.request:
        message = here[0].schemas[route.contract.request.key]
        yield paragraph("Body: ", schemas.link(message.key), ", sent as ", Code(message.media_type), ".")
    yield table(["Status", "Meaning", "Body"], _answers(here[0], route))


def _answers(stack: Stack, route: Route) -> Iterator[list[Inline]]:
    """Yield what a route answers, by status; what API Gateway answers by itself has a body of its own."""
    assert stack.api
    gateway = openapi.gateway_answers(route)
    promised = {**stack.api.responses, **route.contract.responses}
    for status in sorted({*promised, *gateway}):
        thing = promised.get(status)
        bodies: list[Inline] = [schemas.link(thing.key)] if thing else []
        if status in gateway:
            bodies.append("API Gateway's own message")
        yield [str(status), PHRASES.get(status, ""), Lines(tuple(bodies))]
