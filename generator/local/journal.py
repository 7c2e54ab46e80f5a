"""The journal: what happened, in order, in bounded memory, for whoever wants to look."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. number: counts up from 1. at: seconds since 1970. kind: such as `request`, `call`, `event`."""

    number: int
    at: float
    kind: str
    facts: Mapping[str, Any]


@dataclass
class Journal:
    """The last entries."""

    _entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _number: int = 0
    _new: Condition = field(default_factory=Condition)

    def write(self, kind: str, **facts: Any) -> None:
        """Add an entry."""
        with self._new:
            self._number += 1
            self._entries.append(Entry(self._number, time.time(), kind, facts))
            self._new.notify_all()

    def after(self, number: int, wait_s: float = 0.0) -> list[Entry]:
        """Return the entries after one, waiting a while for the first of them."""
        with self._new:
            self._new.wait_for(lambda: self._number > number, wait_s)
            return [entry for entry in self._entries if entry.number > number]
