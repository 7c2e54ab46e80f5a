"""Where everything of a graph is drawn: boxes in layers, and the points that each arrow passes."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.graphs import order, places, ranks
from generator.graphs.boxes import Drawing, box
from generator.graphs.graph import Direction, Graph
from generator.graphs.routes import GAP, Arrow, Placement, point, route

_LAYER_GAP = {Direction.RIGHT: 64, Direction.DOWN: 40}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A graph in layers.

    turned: how each arrow is laid out. chains: the places that it passes then, one in each layer.
    """

    turned: Mapping[Arrow, Arrow]
    chains: Mapping[Arrow, tuple[str, ...]]
    layers: Sequence[Sequence[str]]
    before: Mapping[str, Sequence[str]]
    after: Mapping[str, Sequence[str]]


def drawing(graph: Graph) -> Drawing:
    """Return where a graph's parts are drawn; the same graph gives the same drawing."""
    right = graph.direction is Direction.RIGHT
    boxes = {node.key: box(node, tuple(drawing(one) for one in node.inner)) for node in graph.nodes}
    plan = _plan(graph)
    sizes = {place: 0.0 for layer in plan.layers for place in layer}
    sizes |= {key: one.height if right else one.width for key, one in boxes.items()}
    across = places.places(plan.layers, plan.before, plan.after, sizes, GAP)
    bands = _bands(plan, {key: one.width if right else one.height for key, one in boxes.items()}, graph.direction)
    middles = {place: point(sum(bands[place]) / 2, across[place], right=right) for place in across}
    # Boxes below each other look best with one width.
    wide = {key: replace(one, width=bands[key][1] - bands[key][0]) if right else one for key, one in boxes.items()}
    placed = {key: one.at(*middles[key]) for key, one in wide.items()}
    placement = Placement(plan.turned, plan.chains, plan.before, plan.after, placed, middles, bands, right)
    routes = tuple(route(edge, placement) for edge in graph.edges if edge.source != edge.target)
    corners = [(one.x + one.width, one.y + one.height) for one in placed.values()]
    corners += [passed for one in routes for passed in one.points]
    width, height = (max((corner[axis] for corner in corners), default=0) for axis in (0, 1))
    return Drawing(graph.direction, width, height, tuple(placed.values()), routes)


def _plan(graph: Graph) -> _Plan:
    nodes = [node.key for node in graph.nodes]
    turned = ranks.acyclic(nodes, [(edge.source, edge.target) for edge in graph.edges])
    forward = list(dict.fromkeys(turned.values()))
    rank = ranks.ranks(nodes, forward)
    chains = {arrow: _chain(arrow, rank) for arrow in forward}
    layers: list[list[str]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    for node in nodes:
        layers[rank[node]].append(node)
    for (source, _), chain in chains.items():
        for number, place in enumerate(chain[1:-1], rank[source] + 1):
            layers[number].append(place)
    steps = list(dict.fromkeys(step for chain in chains.values() for step in _steps(chain)))
    ordered = order.ordered(layers, steps)
    return _Plan(turned, chains, ordered, *order.neighbours(ordered, steps))


def _chain(arrow: Arrow, rank: Mapping[str, int]) -> tuple[str, ...]:
    """Return the places that an arrow passes: its boxes, and a point in each layer between them."""
    source, target = arrow
    between = (f"{source}\0{target}\0{number}" for number in range(rank[source] + 1, rank[target]))
    return (source, *between, target)


def _steps(chain: Sequence[str]) -> Iterable[Arrow]:
    return itertools.pairwise(chain)


def _bands(plan: _Plan, depths: Mapping[str, float], direction: Direction) -> dict[str, tuple[float, float]]:
    """Return where each place's layer begins and ends, in the direction of the arrows."""
    found: dict[str, tuple[float, float]] = {}
    edge = 0.0
    for layer in plan.layers:
        depth = max((depths.get(place, 0) for place in layer), default=0)
        found |= dict.fromkeys(layer, (edge, edge + depth))
        edge += depth + _LAYER_GAP[direction]
    return found
