"""Reading answers whose shape nobody promises: what is missing or of another type is left out."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from handlers.pricing_agent.sources.source import Down

_HIGHEST = Decimal(10_000_000)  # more than any card ever brought; above that it is a mistake


def objects(answer: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list; a list that is not there is empty, anything else in its place is no answer."""
    found = answer.get(member, [])
    if not isinstance(found, list):
        raise Down("an answer of another shape")
    return [each for each in found if isinstance(each, dict)]


def member(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the object that a member holds, or an empty one."""
    found = answer.get(name)
    return found if isinstance(found, dict) else {}


def text(answer: Mapping[str, Any], name: str) -> str | None:
    """Return a text."""
    found = answer.get(name)
    return found.strip()[:100] or None if isinstance(found, str) else None


def price(value: object, *, cents: bool = False) -> Decimal | None:
    """Return a price that can be one: a number, or the digits of one, above zero."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        found = Decimal(value) / (100 if cents else 1)
    except ArithmeticError:
        return None
    return found.quantize(Decimal("0.01")) if found.is_finite() and Decimal("0.01") <= found <= _HIGHEST else None


def prices(*found: Decimal | None) -> tuple[Decimal, ...]:
    """Return those that are prices."""
    return tuple(each for each in found if each is not None)
