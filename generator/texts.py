"""The texts in a value of the spec, at any depth."""

from typing import Any


def texts(value: Any, *, keys: bool = False) -> list[str]:
    """Return the texts in a value, in no order; those that are keys only where they are asked for."""
    found: list[str] = []
    waiting = [value]
    for part in waiting:  # grows as it goes
        if isinstance(part, str):
            found.append(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
            if keys:
                found.extend(map(str, part))
        elif isinstance(part, list):
            waiting.extend(part)
    return found
