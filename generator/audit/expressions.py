"""What each kind of expression may be."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from generator.audit import containers, texts, variables
from generator.audit.state import Interpreter
from generator.audit.storing import grow, store
from generator.audit.unions import entry, join, known, members, truth
from generator.audit.values import (
    NOTHING,
    UNKNOWN,
    Arguments,
    Entries,
    Environ,
    Function,
    Items,
    Known,
    Many,
    Outside,
    Super,
    Value,
    Values,
)

Read = Callable[[Interpreter, Any, int], Values]


def _constant(_: Interpreter, node: ast.Constant, __: int) -> Values:
    value = node.value
    return known(value) if isinstance(value, str | bytes | int | float | None) else UNKNOWN


def _name(reader: Interpreter, node: ast.Name, frame: int) -> Values:
    found = reader.store.look_up(frame, node.id)
    return frozenset({Outside(f"builtins.{node.id}")}) if found is None else found


def _attribute(reader: Interpreter, node: ast.Attribute, frame: int) -> Values:
    return reader.attribute(reader.value(node.value, frame), node.attr, reader.place(node, frame))


def _call(reader: Interpreter, node: ast.Call, frame: int) -> Values:
    callee = reader.value(node.func, frame)
    given = arguments(reader, node, frame)
    if callee == {Outside("builtins.super")} and not node.args:
        return _own_super(reader, frame)
    grow(reader, node, given, frame)
    return reader.call(callee, given, reader.place(node, frame))


def arguments(reader: Interpreter, node: ast.Call, frame: int) -> Arguments:
    """Return what a call passes, with `*` and `**` unpacked as far as they are known."""
    positional, star = list[Values](), NOTHING
    for one in node.args:
        if not isinstance(one, ast.Starred):
            positional.append(reader.value(one, frame))
            continue
        match [*reader.value(one.value, frame)]:
            case [Items(items)] if not star:
                positional += items
            case values:
                star |= join(map(members, values))
    named: dict[str, Values] = {}
    rest = NOTHING
    for keyword in node.keywords:
        given = reader.value(keyword.value, frame)
        if keyword.arg is not None:
            named[keyword.arg] = given
            continue
        for value in given:
            rest |= _unpacked(value, named)
    return Arguments(tuple(positional), tuple(sorted(named.items(), key=lambda one: one[0])), star, rest)


def _unpacked(value: Value, named: dict[str, Values]) -> Values:
    """Add the entries of a mapping to named arguments; return what others there may be."""
    if not isinstance(value, Entries):
        return UNKNOWN
    for key, values in value.known:
        if isinstance(key, Known) and isinstance(key.value, str):
            named[key.value] = named.get(key.value, NOTHING) | values
    return value.others


def _own_super(reader: Interpreter, frame: int) -> Values:
    at: int | None = frame
    while at is not None:
        here = reader.store.frames[at]
        if here.owner:
            return frozenset(Super(here.owner, value) for value in here.this)
        at = here.parent
    return UNKNOWN


def _compared(reader: Interpreter, node: ast.Compare, frame: int) -> Values:
    if isinstance(node.ops[0], ast.In | ast.NotIn):
        variables.may_lack(reader, reader.value(node.comparators[0], frame), reader.value(node.left, frame))
    return texts.compared(reader, node, frame)


def _subscript(reader: Interpreter, node: ast.Subscript, frame: int) -> Values:
    keys = reader.value(node.slice, frame)
    values = reader.value(node.value, frame)
    variables.read(reader, values, keys, reader.place(node, frame))
    return join(item(reader, value, key, node) for value in values for key in keys or UNKNOWN)


def item(reader: Interpreter, value: Value, key: Value, node: ast.expr | None = None) -> Values:
    """Return what `value[key]` may be."""
    match value:
        case Environ():
            return join([_variable(reader, key)])
        case Entries():
            return entry(value, key)
        case Items(items):
            return items[key.value] if _is_index(key, len(items)) else join(items)  # type: ignore[union-attr,index]
        case Many(inner):
            return inner | UNKNOWN if isinstance(key, Known) and isinstance(key.value, str) else inner
        case Outside(path) if path.startswith("builtins.") and node is not None:
            return frozenset({Outside(f"builtins.{ast.unparse(node)}")})
        case Known(None):
            return NOTHING
        case _:
            return UNKNOWN


def _is_index(key: Value, length: int) -> bool:
    return isinstance(key, Known) and isinstance(key.value, int) and -length <= key.value < length


def _variable(reader: Interpreter, key: Value) -> Values:
    found = reader.variable(key.value) if isinstance(key, Known) and isinstance(key.value, str) else None
    return UNKNOWN if found is None else frozenset({found})


def _sliced(reader: Interpreter, node: ast.Slice, frame: int) -> Values:
    for part in (node.lower, node.upper, node.step):
        if part:
            reader.value(part, frame)
    return UNKNOWN


def _closure(_: Interpreter, node: ast.Lambda, frame: int) -> Values:
    return frozenset({Function(node, frame)})


def _choice(reader: Interpreter, node: ast.IfExp, frame: int) -> Values:
    holds = truth(reader.value(node.test, frame))
    branches = [branch for branch, when in ((node.body, True), (node.orelse, False)) if holds in (when, None)]
    return join(reader.value(branch, frame) for branch in branches)


def _either(reader: Interpreter, node: ast.BoolOp, frame: int) -> Values:
    """Return what `and` or `or` may be; what surely decides ends it, as it does when it runs."""
    ends_at = isinstance(node.op, ast.Or)
    found: list[Values] = []
    for one in node.values:
        values = reader.value(one, frame)
        holds = truth(values)
        if holds is ends_at or one is node.values[-1]:
            return join([*found, values])
        if holds is None:
            found.append(values)
    return join(found)


def _within(reader: Interpreter, node: Any, frame: int) -> Values:
    """Return what stands inside: awaited, starred, or said to be equal to a name."""
    values = reader.value(node.value, frame)
    if isinstance(node, ast.NamedExpr):
        store(reader, node.target, values, frame)
    return values


def _yielded(reader: Interpreter, node: ast.Yield | ast.YieldFrom, frame: int) -> Values:
    values = reader.value(node.value, frame) if node.value else NOTHING
    reader.store.give(frame, yielded=join(map(members, values)) if isinstance(node, ast.YieldFrom) else values)
    return UNKNOWN


EXPRESSIONS: Mapping[type[ast.expr], Read] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _sliced,
    ast.Tuple: containers.series,
    ast.List: containers.series,
    ast.Set: containers.series,
    ast.Dict: containers.mapping,
    ast.ListComp: containers.comprehension,
    ast.SetComp: containers.comprehension,
    ast.GeneratorExp: containers.comprehension,
    ast.DictComp: containers.comprehension,
    ast.Lambda: _closure,
    ast.IfExp: _choice,
    ast.BoolOp: _either,
    ast.Await: _within,
    ast.Starred: _within,
    ast.NamedExpr: _within,
    ast.Yield: _yielded,
    ast.YieldFrom: _yielded,
    ast.JoinedStr: texts.formatted,
    ast.BinOp: texts.combined,
    ast.Compare: _compared,
    ast.UnaryOp: texts.negated,
}
