"""In which order the boxes of a layer stand, so that few arrows cross."""

import itertools
from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence

Arrow = tuple[str, str]
Layers = list[list[str]]

_SWEEPS = 24


def ordered(layers: Layers, arrows: Iterable[Arrow]) -> Layers:
    """Return the layers with their boxes ordered by where their neighbours stand (barycenters), the best of some sweeps.

    arrows: each from one layer to the next.
    """
    before, after = neighbours(layers, arrows)
    best, fewest = layers, crossings(layers, after)
    current = layers
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        current = _swept(current, after if sweep % 2 else before, backwards=bool(sweep % 2))
        count = crossings(current, after)
        if count < fewest:
            best, fewest = current, count
    return best


def neighbours(layers: Layers, arrows: Iterable[Arrow]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return what leads to each box, and what each box leads to."""
    before: dict[str, list[str]] = {node: [] for layer in layers for node in layer}
    after: dict[str, list[str]] = {node: [] for layer in layers for node in layer}
    for source, target in arrows:
        before[target].append(source)
        after[source].append(target)
    return before, after


def crossings(layers: Layers, after: Mapping[str, Sequence[str]]) -> int:
    """Return how many pairs of arrows cross."""
    return sum(_crossings(one, other, after) for one, other in itertools.pairwise(layers))


def _crossings(layer: Sequence[str], following: Sequence[str], after: Mapping[str, Sequence[str]]) -> int:
    place = {node: index for index, node in enumerate(following)}
    seen: list[int] = []
    count = 0
    for node in layer:
        targets = sorted(place[target] for target in after[node])
        count += sum(len(seen) - bisect_right(seen, target) for target in targets)
        for target in targets:
            insort(seen, target)
    return count


def _swept(layers: Layers, fixed: Mapping[str, Sequence[str]], *, backwards: bool) -> Layers:
    """Return the layers, each ordered by its neighbours in the layer that was ordered just before."""
    turned = layers[::-1] if backwards else layers
    result: Layers = [turned[0]]
    for layer in turned[1:]:
        place = {node: index for index, node in enumerate(result[-1])}
        own = {node: index for index, node in enumerate(layer)}
        # A box without neighbours keeps its place.
        wish = {node: _mean([place[other] for other in fixed[node]], own[node]) for node in layer}
        result.append(sorted(layer, key=lambda node: (wish[node], own[node])))
    return result[::-1] if backwards else result


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
