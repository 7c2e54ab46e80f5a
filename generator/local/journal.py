"""The journal: what happened, in order, in bounded memory, for whoever wants to look."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

_REMEMBERED = 5_000
_MOST_LETTERS = 4_000  # of one text in the details


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. number: counts up from 1. at: seconds since 1970. kind: such as `request`, `call`, `event`.

    details: long texts, such as what was sent and what was answered, cut.
    """

    number: int
    at: float
    kind: str
    facts: Mapping[str, Any]
    details: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """Return it without its details."""
        return {"number": self.number, "at": self.at, "kind": self.kind, **self.facts}


@dataclass
class Journal:
    """The last entries."""

    _entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _number: int = 0
    _new: Condition = field(default_factory=Condition)

    def write(self, kind: str, details: Mapping[str, str | bytes] | None = None, **facts: Any) -> None:
        """Add an entry. details: as they are; they are cut here."""
        cut = {name: _cut(text) for name, text in (details or {}).items()}
        with self._new:
            self._number += 1
            self._entries.append(Entry(self._number, time.time(), kind, facts, cut))
            self._new.notify_all()

    def after(self, number: int, wait_s: float = 0.0) -> list[Entry]:
        """Return the entries after one, waiting a while for the first of them."""
        with self._new:
            self._new.wait_for(lambda: self._number > number, wait_s)
            return [entry for entry in self._entries if entry.number > number]

    def entry(self, number: int) -> Entry | None:
        """Return one entry; None where it is not there yet or forgotten."""
        with self._new:
            return next((entry for entry in self._entries if entry.number == number), None)


def _cut(text: str | bytes) -> str:
    """Return so much of a text as is kept; bytes that are no text are only counted."""
    size, begins = len(text), text[:_MOST_LETTERS]
    if isinstance(begins, bytes):
        try:
            begins = begins.decode(errors="strict" if size <= _MOST_LETTERS else "ignore")
        except UnicodeDecodeError:
            return f"({size} bytes)"
    if "\0" in begins:
        return f"({size} bytes)"
    return begins if size <= _MOST_LETTERS else f"{begins}\n... ({size} in all)"
