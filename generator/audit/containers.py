"""Containers: literals and comprehensions, member by member where the members are known."""

import ast
from collections.abc import Iterator
from typing import Any

from generator.audit.state import Frame, Interpreter
from generator.audit.storing import store
from generator.audit.unions import join, members, truth
from generator.audit.values import NOTHING, UNKNOWN, Entries, Items, Known, Many, Outside, Value, Values

_MOST_UNROLLED = 64


def series(reader: Interpreter, node: ast.Tuple | ast.List | ast.Set, frame: int) -> Values:
    """Return what a tuple, a list or a set holds."""
    parts = [(isinstance(one, ast.Starred), one) for one in node.elts]
    values = [reader.value(one.value if isinstance(one, ast.Starred) else one, frame) for _, one in parts]
    if not any(starred for starred, _ in parts):
        return frozenset({Items(tuple(values))})
    inner = [join(map(members, found)) if starred else found for (starred, _), found in zip(parts, values, strict=True)]
    return frozenset({Many(join(inner))})


def mapping(reader: Interpreter, node: ast.Dict, frame: int) -> Values:
    """Return what a dictionary holds."""
    entries: dict[Value, Values] = {}
    others = NOTHING
    for key, held in zip(node.keys, node.values, strict=True):
        values = reader.value(held, frame)
        keys = reader.value(key, frame) if key else NOTHING
        for one in values if key is None else ():
            entries |= dict(one.known) if isinstance(one, Entries) else {}
            others |= one.others if isinstance(one, Entries) else UNKNOWN
        for one in keys:
            if isinstance(one, Known | Outside):
                entries[one] = values
            else:
                others |= values
    return frozenset({Entries(tuple(entries.items()), others)})


def comprehension(reader: Interpreter, node: Any, frame: int) -> Values:
    """Read a comprehension: member by member where the members are known."""
    results = list(_rounds(reader, node, frame, 0, (node,)))
    whole = all(is_known for is_known, _, _ in results) and len(node.generators) == 1
    if isinstance(node, ast.DictComp):
        return _dictionary(results)
    values = tuple(value for _, value, _ in results)
    return frozenset({Items(values) if whole else Many(join(values))})


def _dictionary(results: list[tuple[bool, Values, Values]]) -> Values:
    entries: dict[Value, Values] = {}
    others = NOTHING
    for _, held, keys in results:
        for key in keys:
            if isinstance(key, Known | Outside):
                entries[key] = entries.get(key, NOTHING) | held
            else:
                others |= held
    return frozenset({Entries(tuple(entries.items()), others)})


def _rounds(
    reader: Interpreter, node: Any, frame: int, depth: int, key: tuple[Any, ...]
) -> Iterator[tuple[bool, Values, Values]]:
    """Yield what each round makes: whether it surely happens once, its value, and its key."""
    if depth == len(node.generators):
        if isinstance(node, ast.DictComp):
            yield True, reader.value(node.value, frame), reader.value(node.key, frame)
        else:
            yield True, reader.value(node.elt, frame), NOTHING
        return
    generator: ast.comprehension = node.generators[depth]
    for number, (is_known, values) in enumerate(steps(reader.value(generator.iter, frame))):
        here = reader.store.frames[frame]
        inner = reader.store.frame((*key, frame, number), Frame(here.module, frame))
        store(reader, generator.target, values, inner)
        passed = [truth(reader.value(condition, inner)) for condition in generator.ifs]
        if False in passed:
            continue
        for sure, value, made in _rounds(reader, node, inner, depth + 1, (*key, number)):
            yield is_known and sure and None not in passed, value, made


def steps(values: Values) -> list[tuple[bool, Values]]:
    """Return what each step of a loop takes, and whether it is a single known member."""
    match [*values]:
        case [Items(items)] if len(items) <= _MOST_UNROLLED:
            return [(True, one) for one in items]
        case [Entries(entries, others)] if not others:
            return [(True, frozenset({key})) for key, _ in entries]
        case several:
            return [(False, join(map(members, several)))]
