"""Which values the spec's texts name, so that an output is made only for somebody who reads it."""

import re
from collections.abc import Iterator
from typing import Any

_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")


def mentions(tree: Any) -> frozenset[str]:
    """Return what stands in a `${...}` in any text of a spec, at any depth, such as `tables.orders.stream_arn`."""
    return frozenset(_mentions(tree))


def _mentions(tree: Any) -> Iterator[str]:
    match tree:
        case str():
            if "${" in tree:
                yield from _REFERENCE.findall(tree)
        case dict():
            for value in tree.values():
                yield from _mentions(value)
        case list():
            for value in tree:
                yield from _mentions(value)
        case _:
            return
