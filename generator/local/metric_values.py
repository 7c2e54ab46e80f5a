"""The value of a metric, or of metric math, over one period of time.

Functions of metric math that are understood: FILL, IF, MIN, MAX, ABS, CEIL, FLOOR (Amazon CloudWatch user guide, "Using math expressions
with CloudWatch metrics", November 2026).
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generator.kinds.metric import Metric
from generator.local.metrics import Metrics
from generator.local.values import Values
from generator.targets.metric_math import inlined

_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
_OPERATIONS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "MIN": min,
    "MAX": max,
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
}


class UnknownMathError(Exception):
    """An expression uses what is not understood here."""


def value(metric: Metric, metrics: Metrics, values: Values, since: float, until: float) -> float | None:
    """Return a metric's value over a time in seconds; None where there is no data. Raise UnknownMathError."""
    if not metric.expression:
        return _plain(metric, metrics, values, since, until)
    expression, parts = inlined(metric)
    known = {name: _plain(part, metrics, values, since, until) for name, part in parts.items()}
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise UnknownMathError(expression) from None
    return _evaluated(tree, known)


def _plain(metric: Metric, metrics: Metrics, values: Values, since: float, until: float) -> float | None:
    dimensions = {name: values.text(text) for name, text in metric.dimensions.items()}
    found = metrics.values(metric.namespace, metric.name, dimensions, since, until)
    return statistic(metric.stat, found) if found else None


def statistic(stat: str, found: Sequence[float]) -> float:
    """Return CloudWatch's statistic of at least one value."""
    match stat:
        case "Sum":
            return sum(found)
        case "Average":
            return sum(found) / len(found)
        case "Minimum":
            return min(found)
        case "Maximum":
            return max(found)
        case "SampleCount":
            return float(len(found))
    if percentile := _PERCENTILE.fullmatch(stat):
        ordered = sorted(found)
        return ordered[min(len(ordered) - 1, math.ceil(float(percentile[1]) / 100 * len(ordered)) - 1)]
    raise UnknownMathError(stat)


def _evaluated(node: ast.AST, known: Mapping[str, float | None]) -> float | None:
    """Return the value of an expression; None where something that it needs has no data."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Call(func=ast.Name(id="FILL"), args=[filled, instead]):
            found = _evaluated(filled, known)
            return _evaluated(instead, known) if found is None else found
        case ast.Call(func=ast.Name(id="IF"), args=[condition, then, *otherwise]):
            if _evaluated(condition, known):
                return _evaluated(then, known)
            return _evaluated(otherwise[0], known) if otherwise else None
        case ast.Call(func=ast.Name(id=name), args=given) if name in _FUNCTIONS:
            found_all = [_evaluated(one, known) for one in given]
            numbers = [one for one in found_all if one is not None]
            return float(_FUNCTIONS[name](*numbers)) if numbers else None
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = _evaluated(operand, known)
            return None if found is None else -found
        case (
            ast.BinOp(left=left, op=operation, right=right)
            | ast.Compare(left=left, ops=[operation], comparators=[right])
        ):
            return _operated(operation, _evaluated(left, known), _evaluated(right, known))
        case _:
            raise UnknownMathError(ast.unparse(node))


def _operated(operation: ast.AST, left: float | None, right: float | None) -> float | None:
    if type(operation) not in _OPERATIONS:
        raise UnknownMathError(type(operation).__name__)
    if left is None or right is None or (isinstance(operation, ast.Div) and right == 0):
        return None
    return float(_OPERATIONS[type(operation)](left, right))
