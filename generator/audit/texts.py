"""Texts put together, and questions about values, as far as the answer shows without running the code."""

import ast
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, product
from typing import Any

from generator.audit.state import Interpreter
from generator.audit.unions import join, known, members, truth
from generator.audit.values import (
    NOTHING,
    UNKNOWN,
    Begins,
    Entries,
    Items,
    Known,
    Many,
    Scalar,
    Value,
    Values,
)

_MOST = 24

_METHODS: Mapping[str, Callable[..., Any]] = {
    "capitalize": str.capitalize,
    "lower": str.lower,
    "lstrip": str.lstrip,
    "partition": str.partition,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "replace": str.replace,
    "rpartition": str.rpartition,
    "rsplit": str.rsplit,
    "rstrip": str.rstrip,
    "split": str.split,
    "startswith": str.startswith,
    "strip": str.strip,
    "title": str.title,
    "upper": str.upper,
}

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Scalar, Scalar], bool]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Is: lambda left, right: left is right,
    ast.IsNot: lambda left, right: left is not right,
}


def formatted(reader: Interpreter, node: ast.JoinedStr, frame: int) -> Values:
    """Return the text that an f-string makes."""
    parts = [_part(reader, part, frame) for part in node.values]
    return concatenated(parts)


def _part(reader: Interpreter, node: ast.expr, frame: int) -> Values:
    if not isinstance(node, ast.FormattedValue):
        return reader.value(node, frame)
    values = reader.value(node.value, frame)
    return UNKNOWN if node.format_spec or node.conversion not in (-1, ord("s")) else values


def concatenated(parts: list[Values]) -> Values:
    """Return texts one after another; up to the first that is not known."""
    if any(not part for part in parts):
        return NOTHING
    found = list(islice(product(*map(_in_order, parts)), _MOST + 1))
    return join(frozenset({_joined(one)}) for one in found) if len(found) <= _MOST else UNKNOWN


def _in_order(values: Values) -> list[Value]:
    return sorted(values, key=repr)


def _joined(parts: Iterable[Value]) -> Value:
    text = ""
    for part in parts:
        match part:
            case Known(bytes()):
                return Begins(text)
            case Known(value):
                text += str(value)
            case Begins(start):
                return Begins(text + start)
            case _:
                return Begins(text)
    return Known(text)


def combined(reader: Interpreter, node: ast.BinOp, frame: int) -> Values:
    """Return what an operator makes of two values."""
    left, right = reader.value(node.left, frame), reader.value(node.right, frame)
    match node.op:
        case ast.Add():
            return join(_sum(one, other) for one in left for other in right)
        case ast.BitOr():
            return join(_merged(one, other) for one in left for other in right)
        case ast.Mod():
            return join(_filled(one, "%") for one in left)
        case _:
            return UNKNOWN


def _sum(left: Value, right: Value) -> Values:
    match left, right:
        case (Items(one), Items(other)) if len(one) + len(other) <= _MOST:
            return frozenset({Items(one + other)})
        case (Items() | Many(), Items() | Many()):
            return frozenset({Many(members(left) | members(right))})
        case (Known(str()) | Begins(), _):
            return concatenated([frozenset({left}), frozenset({right})])
        case _:
            return UNKNOWN


def _merged(left: Value, right: Value) -> Values:
    match left, right:
        case (Entries(one, others), Entries(other, more)):
            return frozenset({Entries(tuple((dict(one) | dict(other)).items()), others | more)})
        case (Entries(one, _), _) | (_, Entries(one, _)):
            return frozenset({Entries(one, UNKNOWN)})
        case _:
            return UNKNOWN


def _filled(value: Value, mark: str) -> Values:
    """Return the beginning of a text that something is filled into."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return frozenset({Begins(value.value.partition(mark)[0])})
    return UNKNOWN


def compared(reader: Interpreter, node: ast.Compare, frame: int) -> Values:
    """Return whether a comparison holds, where that shows."""
    left = reader.value(node.left, frame)
    rights = [reader.value(one, frame) for one in node.comparators]
    if len(rights) != 1:
        return UNKNOWN
    return join(_compared(node.ops[0], one, other) for one in left for other in rights[0])


def _compared(operator: ast.cmpop, left: Value, right: Value) -> Values:
    match operator, left, right:
        case (_, Known(one), Known(other)) if compare := _COMPARISONS.get(type(operator)):
            return known(compare(one, other))
        case (ast.In() | ast.NotIn(), Known(), Items(items)) if all(_is_known(one) for one in items):
            return known((left in join(items)) == isinstance(operator, ast.In))
        case _:
            return UNKNOWN


def _is_known(values: Values) -> bool:
    return len(values) == 1 and all(isinstance(value, Known) for value in values)


def negated(reader: Interpreter, node: ast.UnaryOp, frame: int) -> Values:
    """Return what `not` makes of a value."""
    holds = truth(reader.value(node.operand, frame))
    return known(not holds) if isinstance(node.op, ast.Not) and holds is not None else UNKNOWN


def method(text: str, name: str, given: list[Values]) -> Values:
    """Return what a method of a known text answers."""
    if name == "format":
        return _filled(Known(text), "{")
    if name == "join":
        return join(_with_separator(text, one) for one in (given[0] if given else NOTHING))
    if name not in _METHODS or not all(map(_is_known, given)):
        return UNKNOWN
    try:
        answer = _METHODS[name](text, *(value.value for one in given for value in one if isinstance(value, Known)))
    except (TypeError, ValueError):
        return UNKNOWN
    match answer:
        case list() | tuple():
            return frozenset({Items(tuple(known(part) for part in answer))})
        case _:
            return known(answer)


def _with_separator(separator: str, parts: Value) -> Values:
    if not isinstance(parts, Items):
        return UNKNOWN
    spaced = [piece for one in parts.items for piece in (known(separator), one)]
    return concatenated(spaced[1:]) if spaced else known("")
