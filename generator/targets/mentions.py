"""Which values the spec's texts name, so that an output is made only for somebody who reads it."""

import re
from typing import Any

from generator.texts import texts

_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")


def mentions(tree: Any) -> frozenset[str]:
    """Return what stands in a `${...}` in any text of a spec, at any depth, such as `tables.orders.stream_arn`."""
    return frozenset(name for text in texts(tree) if "${" in text for name in _REFERENCE.findall(text))
