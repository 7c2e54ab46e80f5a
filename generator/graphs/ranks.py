"""Which layer of a drawing each box stands in: arrows lead from one layer to a later one."""

from collections.abc import Iterable, Mapping, Sequence

Arrow = tuple[str, str]


def acyclic(nodes: Sequence[str], arrows: Iterable[Arrow]) -> dict[Arrow, Arrow]:
    """Return for each arrow how it is laid out: as it is, or turned round where it would close a circle.

    Arrows from a box to itself are left out.
    """
    following: dict[str, list[str]] = {node: [] for node in nodes}
    found = {arrow: arrow for arrow in arrows if arrow[0] != arrow[1]}
    for source, target in found:
        following[source].append(target)
    for arrow in _back(nodes, following):
        found[arrow] = (arrow[1], arrow[0])
    return found


def _back(nodes: Sequence[str], following: Mapping[str, Sequence[str]]) -> list[Arrow]:
    """Return the arrows that lead back to a box on the way to them; without recursion, for long chains."""
    open_, closed, back = set[str](), set[str](), list[Arrow]()
    for start in nodes:
        waiting = [(start, iter(following[start]))] if start not in closed else []
        open_.update(name for name, _ in waiting)
        while waiting:
            node, others = waiting[-1]
            target = next(others, None)
            if target is None:
                waiting.pop()
                open_.discard(node)
                closed.add(node)
            elif target in open_:
                back.append((node, target))
            elif target not in closed:
                open_.add(target)
                waiting.append((target, iter(following[target])))
    return back


def ranks(nodes: Sequence[str], arrows: Iterable[Arrow]) -> dict[str, int]:
    """Return the layer of each box, 0 the first: as early as its arrows allow, and near what it leads to.

    arrows: without a circle.
    """
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in arrows:
        before[target].append(source)
        after[source].append(target)
    rank: dict[str, int] = {}
    order = _topological(nodes, before, after)
    for node in order:
        rank[node] = max((rank[source] + 1 for source in before[node]), default=0)
    # What nothing leads to moves up to what it leads to.
    for node in reversed(order):
        if not before[node] and after[node]:
            rank[node] = min(rank[target] for target in after[node]) - 1
    return rank


def _topological(
    nodes: Sequence[str], before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]
) -> list[str]:
    missing = {node: len(before[node]) for node in nodes}
    order = [node for node in nodes if not missing[node]]
    for node in order:
        for target in after[node]:
            missing[target] -= 1
            if not missing[target]:
                order.append(target)
    return order
