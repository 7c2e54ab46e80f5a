"""Small shapes that many views have."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from generator.hcl import Commented


class Tagged(Protocol):
    """An entry that says which feature it belongs to."""

    @property
    def feature(self) -> str: ...

    @property
    def tags(self) -> Mapping[str, str]: ...


def comment(text: str, value: object) -> object:
    """Return a value with its description above it, on one line whatever the text holds."""
    line = " ".join(text.split())
    return Commented(line, value) if line else value


def tags(service: str, entry: Tagged) -> dict[str, str]:
    """Return the tags of an entry by which costs are told apart, and its own."""
    return {"Service": service, "Feature": entry.feature, **entry.tags}


def present(**arguments: Any) -> dict[str, Any]:
    """Return the arguments that say something: neither None nor empty."""
    return {name: value for name, value in arguments.items() if value is not None and value not in ({}, [], ())}


def share(flags: Iterable[bool]) -> str:
    """Return how many of the entries have something: `all`, `some`, or an empty text for none of them."""
    found = set(flags)
    if found == {True}:
        return "all"
    return "some" if True in found else ""
