"""Sets of possible values: put together, taken apart, and kept small enough that reading comes to an end."""

from collections.abc import Iterable

from generator.audit.values import (
    NOTHING,
    UNKNOWN,
    Begins,
    Class,
    Client,
    Entries,
    Function,
    Items,
    Known,
    Many,
    Outside,
    Scalar,
    Unknown,
    Value,
    Values,
)

# More than that many texts and numbers say nothing of which one it is.
_MOST_SCALARS = 24
_MOST_CONTAINERS = 24
_DEEPEST = 8


def known(value: Scalar) -> Values:
    """Return a constant."""
    return frozenset({Known(value)})


def join(many: Iterable[Values]) -> Values:
    """Return everything that any of these may be."""
    values = frozenset[Value]().union(*many)
    for kinds, most in ((Known | Begins, _MOST_SCALARS), (Items | Many | Entries, _MOST_CONTAINERS)):
        found = frozenset(value for value in values if isinstance(value, kinds))
        values = values if len(found) <= most else (values - found) | UNKNOWN
    return values


def shallow(values: Values, depth: int = _DEEPEST) -> Values:
    """Return values in which containers hold containers only so deep: a list that grows by itself would grow for ever."""
    if not any(isinstance(value, Items | Many | Entries) for value in values):
        return values
    return frozenset(_shallow(value, depth) for value in values)


def _shallow(value: Value, depth: int) -> Value:
    if not isinstance(value, Items | Many | Entries):
        return value
    if depth == 0:
        return Unknown()
    match value:
        case Items(items):
            return Items(tuple(shallow(one, depth - 1) for one in items))
        case Many(item):
            return Many(shallow(item, depth - 1))
        case Entries(entries, others):
            return Entries(tuple((key, shallow(one, depth - 1)) for key, one in entries), shallow(others, depth - 1))


def texts(values: Values) -> list[str]:
    """Return the texts that are known whole, sorted."""
    return sorted(value.value for value in values if isinstance(value, Known) and isinstance(value.value, str))


def members(value: Value) -> Values:
    """Return what iterating over a value may yield."""
    match value:
        case Items(items):
            return join(items)
        case Many(item):
            return item
        case Entries(entries, others):
            return frozenset(key for key, _ in entries) | (UNKNOWN if others else NOTHING)
        case Known(None):
            return NOTHING
        case _:
            return UNKNOWN


def entry(value: Entries, key: Value) -> Values:
    """Return what stands under a key of a mapping."""
    if isinstance(key, Known | Outside):
        return dict(value.known).get(key, value.others)
    return join([*(values for _, values in value.known), value.others])


def truth(values: Values) -> bool | None:
    """Tell whether a condition holds; None where that does not show."""
    found = {_truth(value) for value in values}
    return found.pop() if len(found) == 1 else None


def _truth(value: Value) -> bool | None:
    match value:
        case Known(constant):
            return bool(constant)
        case Outside("typing.TYPE_CHECKING"):
            return False
        case Function() | Class() | Client():
            return True
        case _:
            return None
