"""Which points each arrow passes: straight beside the boxes of a layer, and a curve from one layer to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.graphs.boxes import PADDING, Box, Point, Route
from generator.graphs.graph import Edge

Arrow = tuple[str, str]

GAP = 16


@dataclass(frozen=True, slots=True)
class Placement:
    """Where everything is that arrows touch.

    turned: how each arrow is laid out. chains: the places that it passes then, one in each layer.
    before, after: the neighbours of each place. bands: where its layer begins and ends, in the direction of the arrows.
    right: they lead to the right, not down.
    """

    turned: Mapping[Arrow, Arrow]
    chains: Mapping[Arrow, tuple[str, ...]]
    before: Mapping[str, Sequence[str]]
    after: Mapping[str, Sequence[str]]
    boxes: Mapping[str, Box]
    middles: Mapping[str, Point]
    bands: Mapping[str, tuple[float, float]]
    right: bool


def point(along: float, across: float, *, right: bool) -> Point:
    """Return the point so far in the direction of the arrows, and so far across."""
    return (along, across) if right else (across, along)


def route(edge: Edge, placement: Placement) -> Route:
    """Return the way of one arrow."""
    arrow = placement.turned[(edge.source, edge.target)]
    chain, right = placement.chains[arrow], placement.right
    first, last = (
        _port(placement, chain[0], chain[1], leaving=True),
        _port(placement, chain[-1], chain[-2], leaving=False),
    )
    points = [first, point(placement.bands[chain[0]][1], first[right], right=right)]
    for place in chain[1:-1]:
        points += [point(end, placement.middles[place][right], right=right) for end in placement.bands[place]]
    points += [point(placement.bands[chain[-1]][0], last[right], right=right), last]
    plain = tuple(one for one, _ in groupby(points))
    return Route(edge, plain if arrow == (edge.source, edge.target) else plain[::-1])


def _port(placement: Placement, key: str, neighbour: str, *, leaving: bool) -> Point:
    """Return where the arrow to a neighbouring place, or from it, touches a box: arrows stand beside each other there."""
    box, right = placement.boxes[key], placement.right
    neighbours = set((placement.after if leaving else placement.before)[key])
    others = sorted(neighbours, key=lambda place: (placement.middles[place][right], place))
    side, depth = (box.height, box.width) if right else (box.width, box.height)
    step = min(GAP, (side - 2 * PADDING) / max(len(others) - 1, 1))
    x, y = placement.middles[key]
    along, across = (x, y) if right else (y, x)
    offset = (others.index(neighbour) - (len(others) - 1) / 2) * step
    return point(along + depth / 2 * (1 if leaving else -1), across + offset, right=right)
