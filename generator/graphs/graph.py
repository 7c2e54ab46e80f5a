"""A graph of boxes and arrows, before anybody knows where they are drawn."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Where arrows lead."""

    RIGHT = "right"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Node:
    """One box. kind: what it is, such as `function` or `task`. lines: small print below its title.

    link: a page about it, relative to the drawing. inner: graphs that are drawn inside the box, beside each other.
    """

    key: str
    title: str
    kind: str
    lines: tuple[str, ...] = ()
    link: str = ""
    inner: tuple["Graph", ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow. dashed: the way that failures go."""

    source: str
    target: str
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and arrows, each arrow between two boxes of the same graph."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    direction: Direction
