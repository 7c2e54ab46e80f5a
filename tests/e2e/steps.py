"""What a run from nothing to nothing took, step by step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps in order, with the seconds that each took."""

    taken: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure what happens inside the block."""
        begun = time.monotonic()
        yield
        self.taken.append((name, time.monotonic() - begun))

    def lines(self) -> list[str]:
        """Return them as a table."""
        width = max((len(name) for name, _ in self.taken), default=0)
        rows = [f"{name:<{width}}  {seconds:6.1f} s" for name, seconds in self.taken]
        return [*rows, f"{'together':<{width}}  {sum(seconds for _, seconds in self.taken):6.1f} s"]
