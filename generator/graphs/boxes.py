"""How large a box is, with what is drawn inside it."""

from dataclasses import dataclass, replace

from generator.graphs.graph import Direction, Edge, Node

Point = tuple[float, float]

TITLE_HEIGHT, LINE_HEIGHT = 18, 15
PADDING = 10
LONGEST_TEXT = 36  # letters; what is longer is cut
_TITLE_LETTER, _LINE_LETTER = 8.2, 6.5  # pixels, at font sizes of 13 and 11 pixels
_LEAST_WIDTH = 104
_START = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A node in its place. x, y: its upper left corner. inner: the drawings inside it, each with its corner."""

    node: Node
    width: float
    height: float
    inner: tuple[tuple[Point, "Drawing"], ...] = ()
    x: float = 0
    y: float = 0

    def at(self, x: float, y: float) -> "Box":
        """Return the box with its middle there."""
        return replace(self, x=x - self.width / 2, y=y - self.height / 2)


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow and the points that it passes, from its source to its target."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph whose parts have places; its own upper left corner is 0, 0."""

    direction: Direction
    width: float
    height: float
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]


def box(node: Node, inner: tuple[Drawing, ...]) -> Box:
    """Return a node's box, large enough for its texts and for the drawings inside it."""
    if node.kind == "start":
        return Box(node, _START, _START)
    head = TITLE_HEIGHT * 2 + LINE_HEIGHT * len(node.lines)
    width = max(_LEAST_WIDTH, *(len(cut(text)) * _LINE_LETTER + 2 * PADDING for text in (*node.lines, node.kind)))
    width = max(width, len(cut(node.title)) * _TITLE_LETTER + 2 * PADDING)
    if not inner:
        return Box(node, width, head + PADDING)
    placed: list[tuple[Point, Drawing]] = []
    x = 2.0 * PADDING
    for one in inner:
        placed.append(((x, head + PADDING), one))
        x += one.width + 2 * PADDING
    return Box(node, max(width, x), head + 3 * PADDING + max(one.height for one in inner), tuple(placed))


def cut(text: str) -> str:
    """Return a text as it fits into a box."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
