"""What holds and carries data: tables, buckets, queues and the like, with who uses each."""

from collections.abc import Iterator

from generator.documents.markdown import WIDE, Code, Inline, Joined, Lines, heading, page, table
from generator.documents.page import Page, console
from generator.graphs.architecture import architecture
from generator.graphs.graph import Edge
from generator.kinds.table import Table
from generator.model import Model, Stack

PATH = "data.md"
SECTIONS = ("tables", "buckets", "queues", "topics", "schedules", "secrets", "parameters")


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of what is neither a function nor a workflow."""
    edges = [edge for stack in model.stacks for edge in architecture(stack).edges]
    parts = [part for section in SECTIONS for part in _section(model, section, edges)]
    if parts:
        yield Page(PATH, page(WIDE, heading(1, "Data and messages"), *parts))


def _section(model: Model, section: str, edges: list[Edge]) -> Iterator[str]:
    """Yield a section's heading and table, where it has entries."""
    keys = list(dict.fromkeys(key for stack in model.stacks for owner, key in stack.things if owner == section))
    if not keys:
        return
    yield heading(2, section.capitalize(), section)
    yield table(
        ["", "What it is", "Name in AWS", "Used by", "Leads to"],
        [_row([stack for stack in model.stacks if (section, key) in stack.things], (section, key), edges) for key in keys],
    )  # fmt: skip


def _row(stacks: list[Stack], place: tuple[str, str], edges: list[Edge]) -> list[Inline]:
    first = stacks[0].things[place]
    said = [
        str(first.entry.get("description", "")),
        *_keys(stacks[0].tables.get(first.key) if place[0] == "tables" else None),
    ]
    return [
        Code(first.key),
        Lines(tuple(filter(None, said))),
        Lines(tuple(Joined((f"{stack.names.stack}: ", console(stack, stack.things[place]))) for stack in stacks)),
        _ends(edge.source for edge in edges if edge.target == first.reference),
        _ends(edge.target for edge in edges if edge.source == first.reference),
    ]


def _keys(owner: Table | None) -> Iterator[str]:
    """Yield the keys of a table and of its indexes."""
    if owner:
        yield f"Key: {', '.join(filter(None, (owner.partition, owner.sort)))}"
        yield from (
            f"{key}: {', '.join(filter(None, (one.partition, one.sort)))}" for key, one in owner.indexes.items()
        )


def _ends(references: Iterator[str]) -> Inline:
    return Lines(tuple(map(Code, dict.fromkeys(references))))
