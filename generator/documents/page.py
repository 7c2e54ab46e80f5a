"""What the site is made of, before it is built."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.documents.markdown import Code, Inline, Link
from generator.model import Model, Stack
from generator.scope import Thing
from generator.targets import consoles


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site's source: a page in Markdown, or a picture. path: relative to the site's root."""

    path: str
    text: str


Value = TypeVar("Value")
Pages = Callable[[Model], Iterator[Page]]


def by_value(stacks: Sequence[Stack], value: Callable[[Stack], Value]) -> list[tuple[list[Stack], Value]]:
    """Return the stacks that have the same value together, in their order."""
    found: list[tuple[list[Stack], Value]] = []
    for stack in stacks:
        here = value(stack)
        together = next((group for group, other in found if other == here), None)
        if together is None:
            found.append(([stack], here))
        else:
            together.append(stack)
    return found


def names(stacks: Sequence[Stack]) -> str:
    """Return the names of stacks as words."""
    return ", ".join(stack.names.stack for stack in stacks)


def side_by_side(
    columns: Mapping[str, Value], facts: Mapping[str, Callable[[Value], Inline]]
) -> tuple[list[str], list[list[Inline]]]:
    """Return the header and the rows of a table with a column for each thing and a row for each fact that one has."""
    rows: list[list[Inline]] = [[title, *map(fact, columns.values())] for title, fact in facts.items()]
    return ["", *columns], [row for row in rows if any(row[1:])]


def console(stack: Stack, thing: Thing) -> Inline:
    """Return a thing by its name in AWS, with a link to where AWS's console shows it, if it does."""
    address = consoles.of_thing(thing, stack.names.region)
    return Link(thing.name, address) if address else Code(thing.name)
