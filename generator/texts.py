"""The texts in a value of the spec, at any depth."""

from typing import Any


def texts(value: Any, *, keys: bool = False) -> list[str]:
    """Return the texts in a value, in no order; those that are keys only where they are asked for."""
    found: list[str] = []
    waiting: list[Any] = [[value]]
    for part in waiting:  # grows as it goes
        if keys and isinstance(part, dict):
            found.extend(map(str, part))
        for entry in part.values() if isinstance(part, dict) else part:
            if isinstance(entry, str):
                found.append(entry)
            elif isinstance(entry, dict | list):
                waiting.append(entry)
    return found
