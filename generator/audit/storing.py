"""Where values are put: names, attributes, entries, and containers that grow."""

import ast

from generator.audit import variables
from generator.audit.state import Frame, Interpreter
from generator.audit.unions import join, members
from generator.audit.values import (
    NOTHING,
    Arguments,
    Class,
    Entries,
    Instance,
    Items,
    Known,
    Many,
    Module,
    Value,
    Values,
)

_GROWING = {"append": 0, "add": 0, "extend": 0, "insert": 1, "appendleft": 0, "update": 0, "setdefault": 1}


def grow(reader: Interpreter, node: ast.Call, given: Arguments, frame: int) -> None:
    """Add what a method puts into a container to the variable that holds it."""
    match node.func:
        case ast.Attribute(value=(ast.Name() | ast.Attribute() | ast.Subscript()) as holder, attr=method) if (
            method in _GROWING
        ):
            held = reader.value(holder, frame)
            if not any(isinstance(value, Items | Many | Entries) for value in held):
                return
            added = given.first(at=_GROWING[method])
            if method == "extend":
                added = join(map(members, added))
            if method == "update":
                own = tuple((Known(key), values) for key, values in given.named)
                more = added | (frozenset({Entries(own, given.named_star)}) if own or given.named_star else NOTHING)
            else:
                more = frozenset({Entries((), added) if method == "setdefault" else Many(added)})
            store(reader, holder, more, frame)
        case _:
            return


def store(reader: Interpreter, target: ast.expr, values: Values, frame: int) -> None:
    """Assign to a name, an attribute, an entry, or several of them."""
    match target:
        case ast.Name(id=called):
            reader.store.assign(frame, called, values)
        case ast.Attribute(value=of, attr=called):
            set_attribute(reader, reader.value(of, frame), called, values)
        case ast.Subscript(value=holder, slice=index):
            keys = reader.value(index, frame)
            variables.may_lack(reader, reader.value(holder, frame), keys)
            more = [
                Entries(((key, values),), NOTHING) if isinstance(key, Known) else Entries((), values) for key in keys
            ]
            store(reader, holder, frozenset(more), frame)
        case ast.Starred(value=inner):
            store(reader, inner, frozenset({Many(values)}), frame)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for number, part in enumerate(parts):
                store(reader, part, join(_part(value, number, len(parts)) for value in values), frame)
        case _:
            return


def _part(value: Value, number: int, count: int) -> Values:
    match value:
        case Items(items) if len(items) == count:
            return items[number]
        case _:
            return members(value)


def module_frame(reader: Interpreter, name: str) -> int:
    """Return the frame of a module's own names."""
    return reader.store.frame(name, Frame(name, None))


def set_attribute(reader: Interpreter, values: Values, name: str, given: Values) -> None:
    """Add to what an attribute of objects may be."""
    for value in values:
        match value:
            case Instance(_, number):
                reader.store.set_attribute(number, name, given)
            case Class(_, frame):
                reader.store.assign(frame, name, given)
            case Module(module):
                reader.store.assign(module_frame(reader, module), name, given)
            case _:
                continue
