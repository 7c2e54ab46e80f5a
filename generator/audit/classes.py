"""Classes of the user's code: their bases, the attributes that they define, and the fields that they declare."""

import ast
from collections.abc import Iterator

from generator.audit.state import Interpreter
from generator.audit.values import NOTHING, Class, Items, Known, Outline, Values


def fields(reader: Interpreter, of: Class) -> list[tuple[str, Values]]:
    """Return the annotated names of a class and its bases in order, and what each is unless something is passed."""
    found: dict[str, Values] = {}
    for one in reversed([*lineage(reader, of)]):
        for node in one.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                defaults = reader.store.frames[one.frame].values
                found[node.target.id] = defaults.get(node.target.id, NOTHING)
    return list(found.items())


def lineage(reader: Interpreter, of: Class) -> Iterator[Class]:
    """Yield a class and the bases of it that are the user's own."""
    yield of
    parent = reader.store.frames[of.frame].parent
    assert parent is not None, "a class stands in a module"
    for base in of.node.bases:
        for value in reader.value(base, parent):
            if isinstance(value, Class):
                yield from lineage(reader, value)


def class_attribute(reader: Interpreter, of: Class, name: str) -> Values:
    """Return an attribute as the class or the first of its bases defines it; nothing where none does."""
    for one in lineage(reader, of):
        if name in (found := reader.store.frames[one.frame].values):
            return found[name]
    return NOTHING


def described(reader: Interpreter, of: Class) -> Values:
    """Return what `dataclasses.fields` says of a class: the name of each field, and its type as the annotation says it."""
    found = []
    for one in reversed([*lineage(reader, of)]):
        for node in one.node.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                entries = (
                    ("name", frozenset({Known(node.target.id)})),
                    ("type", reader.value(node.annotation, one.frame)),
                )
                found.append(frozenset({Outline(entries)}))
    return frozenset({Items(tuple(found))})
