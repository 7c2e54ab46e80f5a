"""Events: which ones go over which bus, who puts them there, and who takes them."""

from collections.abc import Iterator

from generator.documents import functions, schemas
from generator.documents.markdown import Code, Inline, Joined, Lines, Link, heading, page, paragraph, table
from generator.documents.page import Page
from generator.kinds.bus import Bus
from generator.model import Model, Stack
from generator.scope import Thing

PATH = "events.md"


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of all buses with their events."""
    buses = {key: stack for stack in reversed(model.stacks) for key in stack.buses}
    if buses:
        blocks = [block for key in sorted(buses) for block in _bus(buses[key], buses[key].buses[key])]
        yield Page(PATH, page(heading(1, "Events"), *blocks))


def _bus(stack: Stack, bus: Bus) -> Iterator[str]:
    yield heading(2, bus.key, bus.key)
    yield paragraph(bus.description) if bus.description else ""
    putting = [
        function
        for function in stack.functions.values()
        if any(grant.reference == bus.thing.reference for grant in function.grants)
    ]
    yield (
        paragraph("Put there by: ", Lines(tuple(Link(one.key, functions.path(one.key)) for one in putting)))
        if putting
        else ""
    )
    events = [message for message in stack.schemas.values() if message.bus == bus.thing]
    yield table(["Event", "What happened"], [[schemas.link(one.key), one.description] for one in events])
    yield table(["Rule", "Takes", "Leads to", "What could not be delivered"], [
        [
            Lines((Code(rule.key), rule.description)) if rule.description else Code(rule.key),
            ", ".join(rule.events) or "what its pattern matches",
            Lines(tuple(map(_target, rule.targets))),
            Code(rule.dead_letter.reference) if rule.dead_letter else "",
        ]
        for rule in bus.rules.values()
    ])  # fmt: skip


def _target(thing: Thing) -> Inline:
    if thing.section == "functions":
        return Joined(("function ", Link(thing.key, functions.path(thing.key))))
    return Code(thing.reference)
