"""Where in its layer each box stands: near its neighbours, in the order given, none over another."""

from collections.abc import Mapping, Sequence

_SWEEPS = 16


def places(
    layers: Sequence[Sequence[str]],
    before: Mapping[str, Sequence[str]],
    after: Mapping[str, Sequence[str]],
    sizes: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """Return the middle of each box across the layers, the smallest edge at 0.

    sizes: how much of the layer each box takes.
    """
    middle: dict[str, float] = {}
    for layer in layers:
        middle |= dict(zip(layer, _offsets(layer, sizes, gap), strict=True))
    for sweep in range(_SWEEPS):
        fixed, turned = (after, layers[::-1]) if sweep % 2 else (before, layers)
        for layer in turned:
            wishes = [_wish(node, fixed, middle) for node in layer]
            middle |= dict(zip(layer, _spread(wishes, _offsets(layer, sizes, gap)), strict=True))
    least = min((middle[node] - sizes[node] / 2 for layer in layers for node in layer), default=0)
    return {node: place - least for node, place in middle.items()}


def _offsets(layer: Sequence[str], sizes: Mapping[str, float], gap: float) -> list[float]:
    """Return the middles of boxes that stand as near to each other as they may."""
    found: list[float] = []
    edge = 0.0
    for node in layer:
        found.append(edge + sizes[node] / 2)
        edge += sizes[node] + gap
    return found


def _wish(node: str, fixed: Mapping[str, Sequence[str]], middle: Mapping[str, float]) -> float:
    others = [middle[other] for other in fixed[node]]
    return sum(others) / len(others) if others else middle[node]


def _spread(wishes: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """Return the places nearest to the wishes, by least squares, that keep the distances of the offsets.

    Without the offsets this is isotonic regression: neighbours that would overlap form a block at their mean.
    """
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        blocks.append((wish - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            (one, count), (other, more) = blocks[-2:]
            blocks[-2:] = [((one * count + other * more) / (count + more), count + more)]
    starts = [start for start, count in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
