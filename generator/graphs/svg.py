"""A drawing as SVG: readable on white and on black, without a script and without anything from elsewhere."""

from collections.abc import Iterator
from html import escape

from generator.graphs.boxes import LINE_HEIGHT, PADDING, TITLE_HEIGHT, Box, Drawing, Point, Route, cut
from generator.graphs.graph import Direction, Graph
from generator.graphs.layout import drawing

_MARGIN = 14
_OTHER = "#607d8b"
# One colour for each kind of thing, dark enough for small print on white.
_COLOURS = {
    "frontend": "#7b3fd4", "API": "#7b3fd4", "user pool": "#c2272d", "function": "#b35900", "table": "#3548b8",
    "bucket": "#2f6b1c", "queue": "#b8135f", "topic": "#b8135f", "bus": "#b8135f", "rule": "#b8135f", "schedule": "#b8135f",
    "workflow": "#9c1750", "secret": "#c2272d", "parameter": "#c2272d", "service": "#00796b",
    "Task": "#b35900", "Choice": "#3548b8", "Parallel": "#9c1750", "Map": "#9c1750", "Wait": "#b8135f", "Succeed": "#2f6b1c",
    "Fail": "#c2272d", "start": "#78909c",
}  # fmt: skip
STYLE = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
    ".t{font-size:13px;font-weight:600;fill:#1f2933}.k{font-size:11px}.l{font-size:11px;fill:#52606d}"
    ".e{fill:none;stroke:#829ab1;stroke-width:1.5}.d{stroke-dasharray:5 4}.n{font-size:11px;fill:#829ab1}"
)


def svg(graph: Graph) -> str:
    """Return a graph as one SVG document, in lines that a diff can compare."""
    drawn = drawing(graph)
    width, height = round(drawn.width) + 2 * _MARGIN, round(drawn.height) + 2 * _MARGIN
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
            f'role="img" aria-label="{_text(graph.title)}">'
        ),
        f"<title>{_text(graph.title)}</title>",
        f"<style>{STYLE}</style>",
        (
            '<defs><marker id="a" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0L8 4L0 8z" fill="#829ab1"/></marker></defs>'
        ),
        *_parts(drawn, (_MARGIN, _MARGIN)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _parts(drawn: Drawing, corner: Point) -> Iterator[str]:
    yield f'<g transform="translate({_number(corner[0])} {_number(corner[1])})">'
    for route in drawn.routes:
        yield from _route(route, drawn.direction)
    for box in drawn.boxes:
        yield from _box(box)
    yield "</g>"


def _route(route: Route, direction: Direction) -> Iterator[str]:
    """Yield an arrow: a curve that leaves and enters each of its points in the direction of the drawing."""
    right = direction is Direction.RIGHT
    path = f"M{_at(route.points[0])}"
    for one, other in zip(route.points, route.points[1:], strict=False):
        half = (other[0] - one[0]) / 2 if right else (other[1] - one[1]) / 2
        first = (one[0] + half, one[1]) if right else (one[0], one[1] + half)
        second = (other[0] - half, other[1]) if right else (other[0], other[1] - half)
        path += f"C{_at(first)} {_at(second)} {_at(other)}"
    dashed = " d" if route.edge.dashed else ""
    yield f'<path class="e{dashed}" marker-end="url(#a)" d="{path}"/>'
    if route.edge.label:
        (x, y), (to_x, to_y) = route.points[:2]
        yield f'<text class="n" text-anchor="middle" x="{_number((x + to_x) / 2)}" y="{_number((y + to_y) / 2 - 3)}">{_text(cut(route.edge.label))}</text>'


def _box(box: Box) -> Iterator[str]:
    node, colour = box.node, _COLOURS.get(box.node.kind, _OTHER)
    if node.kind == "start":
        radius = box.width / 2
        yield f'<circle cx="{_number(box.x + radius)}" cy="{_number(box.y + radius)}" r="{_number(radius)}" fill="{colour}"><title>Start</title></circle>'
        return
    if node.link:
        yield f'<a href="{_text(node.link)}">'
    yield (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" height="{_number(box.height)}" '
        f'rx="5" fill="#ffffff" stroke="{colour}" stroke-width="1.3"/>'
    )
    yield f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="4" height="{_number(box.height)}" rx="2" fill="{colour}"/>'
    x, y = _number(box.x + PADDING), box.y
    yield f'<text class="k" x="{x}" y="{_number(y + TITLE_HEIGHT - 2)}" fill="{colour}">{_text(node.kind)}</text>'
    yield f'<text class="t" x="{x}" y="{_number(y + 2 * TITLE_HEIGHT - 4)}">{_text(cut(node.title))}</text>'
    for number, line in enumerate(node.lines, 1):
        yield f'<text class="l" x="{x}" y="{_number(y + 2 * TITLE_HEIGHT - 4 + number * LINE_HEIGHT)}">{_text(cut(line))}</text>'
    for (inner_x, inner_y), drawn in box.inner:
        yield from _parts(drawn, (box.x + inner_x, box.y + inner_y))
    if node.link:
        yield "</a>"


def _at(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(value: float) -> str:
    """Return a coordinate in whole pixels, which read the same on every machine."""
    return str(round(value))


def _text(value: str) -> str:
    return escape("".join(character if character.isprintable() else " " for character in value))
