"""Which route of the HTTP API a request is for: the most specific that matches.

From "Routing API requests" of the Amazon API Gateway developer guide (November 2026): a route and method that match in full, then a
method with a greedy path, then `$default`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from generator.kinds.route import Route

_LITERAL, _PARAMETER, _GREEDY = range(3)
_SEGMENT = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Match:
    """A route, and the decoded values of its path's parameters."""

    route: Route
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    route: Route
    path: re.Pattern[str]
    rank: tuple[int, ...]


class Routes:
    """All routes of an API."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._patterns = sorted((_pattern(route) for route in routes), key=lambda pattern: pattern.rank)

    def find(self, method: str, path: str) -> Match | None:
        """Return the route of a request. path: as it was sent, still quoted."""
        for pattern in self._patterns:
            if pattern.route.method not in (method, "ANY", "$default"):
                continue
            if match := pattern.path.fullmatch(path):
                return Match(pattern.route, {name: unquote(value) for name, value in _groups(pattern.route, match)})
        return None


def _groups(route: Route, match: re.Match[str]) -> Iterable[tuple[str, str]]:
    names = [name for name, _ in _SEGMENT.findall(route.path)]
    return zip(names, match.groups(), strict=True)


def _pattern(route: Route) -> _Pattern:
    if not route.path:
        return _Pattern(route, re.compile(".*", re.DOTALL), (9,))
    pieces: list[str] = []
    last = 0
    for found in _SEGMENT.finditer(route.path):
        pieces.append(re.escape(route.path[last : found.start()]))
        pieces.append("(.+)" if found[2] else "([^/]+)")
        last = found.end()
    pieces.append(re.escape(route.path[last:]))
    # Segment by segment, a literal goes before a parameter, and that before a greedy one.
    ranks = [_rank(segment) for segment in route.path.strip("/").split("/")]
    rank = (int(_GREEDY in ranks), *ranks, int(route.method == "ANY"))
    return _Pattern(route, re.compile("".join(pieces), re.DOTALL), rank)


def _rank(segment: str) -> int:
    found = _SEGMENT.fullmatch(segment)
    if found is None:
        return _LITERAL
    return _GREEDY if found[2] else _PARAMETER
