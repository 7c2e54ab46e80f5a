"""Schemas of messages: what senders must not send any more, and what receivers do not get any more."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.changes.change import Change, Kind, Pair, gone, kept
from generator.diagnostics import SpecPath

# What the system takes; it gives out all other messages.
_TAKEN = frozenset({"request", "task"})
_WORDS = {"request": "a request", "task": "a task's input", "response": "a response", "event": "an event"}

Shape = Mapping[str, Any]


def schema_removed(pair: Pair) -> Iterator[Change]:
    """Yield each schema of an event, a request or a response that is not there any more."""
    for message in gone(pair.old.schemas, pair.new.schemas):
        if message.kind != "task":
            words = f'the schema of {message.kind} "{message.key}" is gone; whoever sends or reads it is not told so'
            yield Change(Kind.CLIENT, "schema-removed", message.thing.path, words)


def schema_property_required(pair: Pair) -> Iterator[Change]:
    """Yield the properties that senders have to send, and had not to before."""
    for path, kind, old, new in _shapes(pair):
        if kind in _TAKEN:
            for name in sorted(_required(new) - _required(old)):
                words = f'{_WORDS[kind]} without "{name}" is refused now'
                yield Change(Kind.CLIENT, "schema-property-required", (*path, "required"), words)


def schema_property_removed(pair: Pair) -> Iterator[Change]:
    """Yield the properties that receivers got, and do not get any more or not always, and those that senders may not send."""
    for path, kind, old, new in _shapes(pair):
        before, now = _properties(old), _properties(new)
        for name in sorted(before.keys() - now.keys()):
            if kind not in _TAKEN:
                words = f'{_WORDS[kind]} has no "{name}" any more'
            elif new.get("additionalProperties") is False:
                words = f'{_WORDS[kind]} with "{name}" is refused now'
            else:
                continue
            yield Change(Kind.CLIENT, "schema-property-removed", (*path, "properties", name), words)
        if kind not in _TAKEN:
            for name in sorted((_required(old) - _required(new)) & now.keys()):
                words = f'{_WORDS[kind]} may come without "{name}" now'
                yield Change(Kind.CLIENT, "schema-property-removed", (*path, "properties", name), words)


def schema_type_changed(pair: Pair) -> Iterator[Change]:
    """Yield the values whose type is another one: senders may send fewer types, or receivers get more."""
    for path, kind, old, new in _shapes(pair):
        before, now = _types(old), _types(new)
        lost = before - now if kind in _TAKEN else now - before
        if before and now and lost:
            words = f"{_WORDS[kind]} has {_listed(now)} here now, and had {_listed(before)}"
            yield Change(Kind.CLIENT, "schema-type-changed", path, words)


def schema_value_removed(pair: Pair) -> Iterator[Change]:
    """Yield the values that senders may not send any more."""
    for path, kind, old, new in _shapes(pair):
        before, now = old.get("enum"), new.get("enum")
        if kind in _TAKEN and isinstance(now, list):
            lost = [one for one in before if one not in now] if isinstance(before, list) else []
            if lost or not isinstance(before, list):
                said = ", ".join(map(str, lost)) or f"anything but {', '.join(map(str, now))}"
                yield Change(Kind.CLIENT, "schema-value-removed", path, f"{_WORDS[kind]} with {said} is refused now")


def _shapes(pair: Pair) -> Iterator[tuple[SpecPath, str, Shape, Shape]]:
    """Yield each part of a schema that is in both versions: its path, the kind of message, and both shapes."""
    for old, new in kept(pair.old.schemas, pair.new.schemas):
        yield from (
            (path, new.kind, before, now)
            for path, before, now in _parts((*new.thing.path, "schema"), old.schema, new.schema)
        )


def _parts(path: SpecPath, old: Any, new: Any) -> Iterator[tuple[SpecPath, Shape, Shape]]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    yield path, old, new
    for name in _properties(old).keys() & _properties(new).keys():
        yield from _parts((*path, "properties", name), _properties(old)[name], _properties(new)[name])
    yield from _parts((*path, "items"), old.get("items"), new.get("items"))
    for name in (old.get("$defs") or {}).keys() & (new.get("$defs") or {}).keys():
        yield from _parts((*path, "$defs", name), old["$defs"][name], new["$defs"][name])


def _properties(shape: Shape) -> Shape:
    found = shape.get("properties")
    return found if isinstance(found, Mapping) else {}


def _required(shape: Shape) -> set[str]:
    found = shape.get("required")
    return set(found) if isinstance(found, list) else set()


def _types(shape: Shape) -> set[str]:
    """Return the types that a value may have; a whole number is a number."""
    said = shape.get("type")
    found = set(said) if isinstance(said, list) else {said} if isinstance(said, str) else set()
    return found | ({"integer"} if "number" in found else set())


def _listed(types: set[str]) -> str:
    return " or ".join(sorted(types - ({"integer"} if "number" in types else set())))
