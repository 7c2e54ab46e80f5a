"""Whether a policy statement allows what a call needs: surely, perhaps, or not."""

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from generator import iam_patterns
from generator.audit.needs import Need
from generator.audit.resources import Part, Where, Whole
from generator.audit.values import (
    Begins,
    Known,
    Values,
)
from generator.kinds.grant import AGE_OPERATOR, Statement

_WILDCARD = re.compile(r"[*?]")


class Cover(IntEnum):
    """How sure it is that something is allowed."""

    NO = 0
    PERHAPS = 1
    YES = 2


def of(statement: Statement, need: Need) -> Cover:
    """Tell whether a statement allows what a call needs."""
    if statement.effect != "Allow" or not any(covers_action(action, need.action) for action in statement.actions):
        return Cover.NO
    covered = max((_resource(pattern, need) for pattern in statement.resources), default=Cover.NO)
    return min(covered, _condition(statement.condition, need))


def covers_action(pattern: str, action: str) -> bool:
    """Tell whether a pattern of actions, in whatever case, includes an action."""
    return iam_patterns.like(pattern.lower(), action.lower(), {})


def _resource(pattern: str, need: Need) -> Cover:
    if need.spread:
        return Cover.YES if _may_meet(pattern, need.spread) else Cover.NO
    return _covers(pattern, need.where)


def _covers(pattern: str, where: Where) -> Cover:
    match where:
        case Whole("*"):
            return Cover.YES if pattern == "*" else Cover.NO
        case Whole(arn):
            return Cover.YES if iam_patterns.resource_like(pattern, arn, {}) else Cover.NO
        case Part(start):
            if pattern.endswith("*") and start and iam_patterns.resource_like(pattern, start, {}):
                return Cover.YES
            literal = _WILDCARD.split(pattern, maxsplit=1)[0]
            return Cover.PERHAPS if literal.startswith(start) or start.startswith(literal) else Cover.NO


def _may_meet(pattern: str, other: str) -> bool:
    """Tell whether one of two patterns includes the other."""
    return iam_patterns.resource_like(other, pattern, {}) or iam_patterns.resource_like(pattern, other, {})


def _condition(condition: Mapping[str, Any] | None, need: Need) -> Cover:
    """Tell whether a condition holds for a call; of conditions only that on the listed part of a bucket is read.

    One on the age of presigned URLs (`presigned_for`) says nothing of the function's own calls.
    """
    if not condition or condition.keys() == {AGE_OPERATOR}:
        return Cover.YES
    prefix = condition.get("StringLike", {}).get("s3:prefix")
    if not isinstance(prefix, str):
        return Cover.PERHAPS
    asked = _starts(need.operation.argument("Prefix"))
    if not asked:
        return Cover.PERHAPS
    return min(_covers(prefix, where) for where in asked)


def _starts(values: Values) -> list[Where]:
    known: list[Where] = [Whole(one.value) for one in values if isinstance(one, Known) and isinstance(one.value, str)]
    begun: list[Where] = [Part(one.text) for one in values if isinstance(one, Begins)]
    return [*known, *begun] if len(known) + len(begun) == len(values) else []


def best(statements: Iterable[Statement], need: Need) -> Cover:
    """Return how sure it is that any of the statements allows it."""
    return max((of(statement, need) for statement in statements), default=Cover.NO)
