"""Whether the spec's texts name a value, so that an output is made only for somebody who reads it."""

from typing import Any


def mentioned(reference: str, tree: Any) -> bool:
    """Tell whether `${reference}` stands in any text of a spec, at any depth."""
    match tree:
        case str():
            return "${" in tree and reference in tree
        case dict():
            return any(mentioned(reference, value) for value in tree.values())
        case list():
            return any(mentioned(reference, value) for value in tree)
        case _:
            return False
