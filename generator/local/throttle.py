"""Throttling by token buckets, as API Gateway does: so many requests a second, and so many at once."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from generator.kinds.route import Route, Throttle


@dataclass
class _Bucket:
    limit: Throttle
    left: float
    filled: float

    def take(self, now: float) -> bool:
        self.left = min(self.limit.burst, self.left + (now - self.filled) * self.limit.rate)
        self.filled = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


@dataclass
class Throttles:
    """One bucket for each route: with its own limits, or those of the stage."""

    stage: Throttle
    routes: Mapping[str, Throttle]
    clock: Callable[[], float] = time.monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, route: Route) -> bool:
        """Tell whether one more request of a route is taken now."""
        with self._lock:
            now = self.clock()
            if route.key not in self._buckets:
                limit = self.routes.get(route.key, self.stage)
                self._buckets[route.key] = _Bucket(limit, limit.burst, now)
            return self._buckets[route.key].take(now)
