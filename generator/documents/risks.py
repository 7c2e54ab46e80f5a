"""Risks: what was accepted, why, by whom and until when; and what is open or wide on purpose."""

from collections.abc import Iterator

from generator import pages as rules
from generator.documents import functions, routes
from generator.documents.markdown import WIDE, Code, Inline, Lines, Link, heading, page, paragraph, table
from generator.documents.page import Page
from generator.kinds.exception import AcceptedFinding, AcceptedWarning
from generator.model import Model

PATH = "risks.md"


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of risks."""
    yield Page(PATH, page(
        WIDE,
        heading(1, "Risks"),
        paragraph("Everything here was decided by somebody and has a reason; what expires has to be decided again."),
        *_part("Accepted findings", ["Check", "Where", "Why", "Owner", "Until"], _findings(model)),
        *_part("Accepted warnings", ["Rule", "At", "Why", "Owner", "Until"], _warnings(model)),
        *_part("Accepted changes", ["Change", "Why", "Owner"], _changes(model)),
        *_part("Open routes", ["Route", "Why everybody may call it"], _open(model)),
        *_part("Wide grants", ["Function", "Actions", "On", "Why"], _wide(model)),
    ))  # fmt: skip


def _part(title: str, header: list[str], rows: list[list[Inline]]) -> tuple[str, str]:
    return heading(2, title), table(header, rows) or paragraph("None.")


def _findings(model: Model) -> list[list[Inline]]:
    accepted = {one.key: one for stack in model.stacks for one in stack.exceptions.values()}
    found = [one for one in accepted.values() if isinstance(one, AcceptedFinding)]
    ordered = sorted(found, key=lambda one: (one.expires, one.check))
    return [
        [f"{one.tool} {one.check}", Lines(tuple(map(Code, one.where))), one.reason, one.owner, Code(one.expires)]
        for one in ordered
    ]


def _warnings(model: Model) -> list[list[Inline]]:
    accepted = {one.key: one for stack in model.stacks for one in stack.exceptions.values()}
    found = [one for one in accepted.values() if isinstance(one, AcceptedWarning)]
    ordered = sorted(found, key=lambda one: (one.expires, one.rule))
    return [[_rule(one.rule), Code(".".join(one.place)), one.reason, one.owner, Code(one.expires)] for one in ordered]


def _rule(rule: str) -> Inline:
    return Link(rule, f"rules/{rule}.md") if rule in rules.ids() else Code(rule)


def _changes(model: Model) -> list[list[Inline]]:
    found = {one.key: one for stack in model.stacks for one in stack.accept.values()}
    return [[Code(one.change), one.reason, one.owner] for one in found.values()]


def _open(model: Model) -> list[list[Inline]]:
    found = {key: route for stack in model.stacks for key, route in stack.routes.items() if route.auth == "none"}
    return [[Link(key, f"{routes.PATH}#{routes.anchor(key)}"), route.reason or ""] for key, route in found.items()]


def _wide(model: Model) -> list[list[Inline]]:
    """Return the grants on more than exact things, each once."""
    return list(_each_wide(model))


def _each_wide(model: Model) -> Iterator[list[Inline]]:
    found = {
        (key, grant.actions, grant.reference): grant
        for stack in model.stacks
        for key, function in stack.functions.items()
        for grant in function.grants
        if grant.reason
    }
    for (key, actions, reference), grant in found.items():
        yield [Link(key, functions.path(key)), Lines(tuple(map(Code, actions))), Code(reference), grant.reason or ""]
