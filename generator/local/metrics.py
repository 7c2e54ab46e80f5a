"""Metrics: what happened in the last hours, as CloudWatch would count it, in bounded memory."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

_MOST_POINTS = 20_000  # of one metric; what is older is forgotten

Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass
class Metrics:
    """Values by namespace, name and dimensions, each with its time in seconds since 1970."""

    clock: Callable[[], float] = time.time
    _points: dict[Key, deque[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=_MOST_POINTS))
    )
    _lock: Lock = field(default_factory=Lock)

    def count(self, namespace: str, name: str, dimensions: Mapping[str, str], value: float = 1.0) -> None:
        """Add one value."""
        with self._lock:
            self._points[_key(namespace, name, dimensions)].append((self.clock(), value))

    def values(
        self, namespace: str, name: str, dimensions: Mapping[str, str], since: float, until: float
    ) -> list[float]:
        """Return the values of a time, the start excluded."""
        return [value for _, value in self.points(namespace, name, dimensions, since, until)]

    def points(
        self, namespace: str, name: str, dimensions: Mapping[str, str], since: float, until: float
    ) -> list[tuple[float, float]]:
        """Return the values of a time, the start excluded, each with its moment."""
        with self._lock:
            return [
                (at, value)
                for at, value in self._points.get(_key(namespace, name, dimensions), ())
                if since < at <= until
            ]

    def names(self) -> list[Key]:
        """Return what has been counted so far."""
        with self._lock:
            return sorted(self._points)


def _key(namespace: str, name: str, dimensions: Mapping[str, str]) -> Key:
    return namespace, name, tuple(sorted(dimensions.items()))
