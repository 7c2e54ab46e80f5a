"""A change, and the pair of stacks that it is found in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from generator.diagnostics import SpecPath
from generator.effective import value_at
from generator.model import Stack
from generator.scope import Thing, segments

_PLACEHOLDER = re.compile(r"\$\{([^}]*)\}")


class Kind(StrEnum):
    """What a change touches, in the order in which changes are told."""

    CLIENT = "CLIENT"
    DATA = "DATA"
    SECURITY = "SECURITY"
    OPERATIONS = "OPERATIONS"
    COST = "COST"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. path: where the new spec says so, or where the old one did. is_breaking: it must be accepted.

    shared: the one setting that brought it about for many entries, such as a default; None where the entry says so itself.
    """

    kind: Kind
    rule: str
    path: SpecPath
    message: str
    is_breaking: bool = True
    shared: SpecPath | None = None

    @property
    def place(self) -> str:
        return ".".join(str(part) for part in self.path)

    @property
    def name(self) -> str:
        """What `accept:` calls it."""
        return f"{self.rule} {self.place}"


@dataclass(frozen=True, slots=True)
class Pair:
    """One environment in one region, before and after."""

    old: Stack
    new: Stack

    def shared(self, old: Thing, new: Thing, setting: str, *places: SpecPath) -> SpecPath | None:
        """Return what made a setting of an entry another one, where the entry itself did not.

        That is its default, or one of the places that stand in for a setting which the entry leaves out.
        """
        was, now = (thing.entry.get(setting) for thing in (old, new))
        default = ("defaults", new.section, setting)
        if (was, now) == (value_at(self.old.tree, default), value_at(self.new.tree, default)) and was != now:
            return default
        changed = (one for one in places if value_at(self.old.tree, one) != value_at(self.new.tree, one))
        return next(changed, None) if was == now else None

    def former(self, reference: str) -> str:
        """Return a reference of the new spec, or a text with `${...}`, as the old spec has it: `renamed_from` says how."""
        if "${" in reference:
            return _PLACEHOLDER.sub(lambda found: f"${{{self.former(found[1])}}}", reference)
        match segments(reference):
            case (section, key, *rest) if thing := self.new.things.get((section, key)):
                before = key if (section, key) in self.old.things else thing.entry.get("renamed_from", key)
                return ".".join((section, before, *rest))
            case _:
                return reference


class Entry(Protocol):
    """An entry of a section that is a thing."""

    @property
    def thing(self) -> Thing:
        """What the spec declares by it."""


E = TypeVar("E", bound=Entry)


def kept(old: Mapping[str, E], new: Mapping[str, E]) -> Iterator[tuple[E, E]]:
    """Yield each entry that is in both, under its old name or as `renamed_from` says."""
    for key, entry in new.items():
        was = before(entry, key, old)
        if was is not None:
            yield was, entry


def gone(old: Mapping[str, E], new: Mapping[str, E]) -> list[E]:
    """Return the entries that are in the old version alone."""
    stayed = {was.thing.key for was, _ in kept(old, new)}
    return [entry for key, entry in old.items() if key not in stayed]


def added(old: Mapping[str, E], new: Mapping[str, E]) -> list[E]:
    """Return the entries that are in the new version alone."""
    return [entry for key, entry in new.items() if before(entry, key, old) is None]


def before(entry: E, key: str, old: Mapping[str, E]) -> E | None:
    """Return what an entry was in the old version, under its name or as `renamed_from` says; None where it is new."""
    return old.get(key) or old.get(str(entry.thing.entry.get("renamed_from")))


def counted(number: float, word: str) -> str:
    """Return a number with what it counts, such as `1 day`."""
    return f"{number:g} {word}" if number == 1 else f"{number:g} {word}s"
