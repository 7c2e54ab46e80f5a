"""Conditions of IAM policies, evaluated against the context of a request.

From the IAM user guide's pages "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys" (November 2026).
What they do not define is refused, never guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt
from typing import Any

from generator.iam_patterns import Context, arn_like, like, same, values

# The policy's text, the request's value, the context for variables.
Test = Callable[[str, str, Context], bool]


class PolicyError(ValueError):
    """A policy that cannot be evaluated: it says something that AWS does not document, or would refuse."""


@dataclass(frozen=True, slots=True)
class _Operator:
    test: Test
    negated: bool = False


def holds(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Tell whether every condition of a statement holds."""
    # All are evaluated, so that an operator that is not known is refused even after one that does not hold.
    answers = [
        _one_holds(name, key, texts(wanted), context)
        for name, keys in conditions.items()
        for key, wanted in keys.items()
    ]
    return all(answers)


def texts(value: object) -> tuple[str, ...]:
    """Return one value or a list of them as texts; IAM reads numbers and truth values without quotes too."""
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in listed)


def _one_holds(name: str, key: str, wanted: tuple[str, ...], context: Context) -> bool:
    given = values(context, key)
    if name == "Null":
        return any(one.lower() == str(not given).lower() for one in wanted)
    quantifier, _, rest = name.rpartition(":")
    plain = rest.removesuffix("IfExists")
    operator = _OPERATORS.get(plain)
    if operator is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise PolicyError(f'"{name}" is no condition operator that AWS documents')
    if quantifier == "ForAnyValue" and rest != plain:
        raise PolicyError(f'AWS does not say what "{name}" means where a request lacks the key')
    if not given:
        return _without_key(quantifier, operator, if_exists=rest != plain)
    answers = [_matches_any(operator, one, wanted, context) is not operator.negated for one in given]
    if not quantifier and len(answers) > 1:
        raise PolicyError(f'"{key}" has several values here, so that "{name}" needs ForAllValues or ForAnyValue')
    return any(answers) if quantifier == "ForAnyValue" else all(answers)


def _without_key(quantifier: str, operator: _Operator, *, if_exists: bool) -> bool:
    """Return what a condition is on a key that the request does not carry."""
    if quantifier:
        return quantifier == "ForAllValues"
    return if_exists or operator.negated


def _matches_any(operator: _Operator, given: str, wanted: tuple[str, ...], context: Context) -> bool:
    return any(operator.test(text, given, context) for text in wanted)


def _same_ignoring_case(text: str, value: str, context: Context) -> bool:
    lowered = {key: one.lower() if isinstance(one, str) else one for key, one in context.items()}
    return same(text.lower(), value.lower(), lowered)


def _equal_truth(text: str, value: str, context: Context) -> bool:
    del context
    return text.lower() == value.lower()


def _equal_bytes(text: str, value: str, context: Context) -> bool:
    del context
    return text == value


def _within_network(text: str, value: str, context: Context) -> bool:
    del context
    try:
        network = ip_network(text)
    except ValueError as error:
        raise PolicyError(f'"{text}" is no range of addresses in CIDR notation') from error
    try:
        return ip_address(value) in network
    except ValueError:
        return False


def _numeric(compare: Callable[[Decimal, Decimal], bool]) -> Test:
    def test(text: str, value: str, context: Context) -> bool:
        del context
        try:
            wanted = Decimal(text)
        except InvalidOperation as error:
            raise PolicyError(f'"{text}" is no number') from error
        try:
            return compare(Decimal(value), wanted)
        except InvalidOperation:
            return False

    return test


def _dated(compare: Callable[[datetime, datetime], bool]) -> Test:
    def test(text: str, value: str, context: Context) -> bool:
        del context
        try:
            wanted = _moment(text)
        except ValueError as error:
            raise PolicyError(f'"{text}" is no date: write one such as 2026-01-31T00:00:00Z') from error
        try:
            return compare(_moment(value), wanted)
        except ValueError:
            return False

    return test


def _moment(text: str) -> datetime:
    """Return a moment that is written as in ISO 8601 or in seconds since 1970; without a zone it is in UTC."""
    if text.isdecimal():
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_OPERATORS: Mapping[str, _Operator] = {
    "StringEquals": _Operator(same),
    "StringNotEquals": _Operator(same, negated=True),
    "StringEqualsIgnoreCase": _Operator(_same_ignoring_case),
    "StringNotEqualsIgnoreCase": _Operator(_same_ignoring_case, negated=True),
    "StringLike": _Operator(like),
    "StringNotLike": _Operator(like, negated=True),
    "ArnEquals": _Operator(arn_like),
    "ArnLike": _Operator(arn_like),
    "ArnNotEquals": _Operator(arn_like, negated=True),
    "ArnNotLike": _Operator(arn_like, negated=True),
    "Bool": _Operator(_equal_truth),
    "BinaryEquals": _Operator(_equal_bytes),
    "IpAddress": _Operator(_within_network),
    "NotIpAddress": _Operator(_within_network, negated=True),
    "NumericEquals": _Operator(_numeric(eq)),
    "NumericNotEquals": _Operator(_numeric(eq), negated=True),
    "NumericLessThan": _Operator(_numeric(lt)),
    "NumericLessThanEquals": _Operator(_numeric(le)),
    "NumericGreaterThan": _Operator(_numeric(gt)),
    "NumericGreaterThanEquals": _Operator(_numeric(ge)),
    "DateEquals": _Operator(_dated(eq)),
    "DateNotEquals": _Operator(_dated(eq), negated=True),
    "DateLessThan": _Operator(_dated(lt)),
    "DateLessThanEquals": _Operator(_dated(le)),
    "DateGreaterThan": _Operator(_dated(gt)),
    "DateGreaterThanEquals": _Operator(_dated(ge)),
}
