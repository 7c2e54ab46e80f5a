"""Charts: as text, which Mermaid draws and a reader can copy, and as pictures that need no program."""

import json
from collections.abc import Iterator, Mapping

_LABEL, _LENGTH, _VALUE, _ROW = 260, 320, 110, 30
_STYLE = "text{font:13px system-ui,sans-serif;fill:#52606d}rect{fill:#3548b8}"


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


def picture(title: str, values: Mapping[str, float], shown: Mapping[str, str]) -> str:
    """Return a bar for each name as an SVG document. shown: the values as they are written beside the bars."""
    width, height = _LABEL + _LENGTH + _VALUE, _ROW * (len(values) + 1)
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{_escaped(title)}">',
        f"<title>{_escaped(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<text x="0" y="20" font-weight="600">{_escaped(title)}</text>',
        *_bars(values, shown),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _bars(values: Mapping[str, float], shown: Mapping[str, str]) -> Iterator[str]:
    top = max(values.values(), default=0) or 1
    for number, (name, value) in enumerate(values.items(), 1):
        length = max(round(_LENGTH * value / top), 1)
        line = number * _ROW + 20
        yield f'<text x="{_LABEL - 10}" y="{line}" text-anchor="end">{_escaped(name)}</text>'
        yield f'<rect x="{_LABEL}" y="{line - 15}" width="{length}" height="20" rx="3"/>'
        yield f'<text x="{_LABEL + length + 8}" y="{line}">{_escaped(shown[name])}</text>'


def _escaped(text: str) -> str:
    from html import escape  # brings a table of all entities: only pictures need it

    return escape(text)
