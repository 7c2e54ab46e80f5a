"""Charts as text, which Mermaid draws: what a page shows, and what a reader can copy."""

import json
from collections.abc import Mapping


def bars(title: str, values: Mapping[str, float]) -> str:
    """Return a bar for each name, as an `xychart-beta` of Mermaid."""
    top = max(values.values(), default=0) or 1
    return "\n".join(
        [
            "xychart-beta",
            f"    title {json.dumps(title)}",
            f"    x-axis [{', '.join(json.dumps(name) for name in values)}]",
            f"    y-axis 0 --> {_rounded_up(top)}",
            f"    bar [{', '.join(f'{value:.2f}' for value in values.values())}]",
        ]
    )


def _rounded_up(value: float) -> int:
    """Return the next number with one digit and zeros, so that the highest bar has room."""
    size = int(f"1{'0' * (len(f'{value:.0f}') - 1)}")
    return int(value // size + 1) * size
