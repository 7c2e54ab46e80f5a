"""Tables of results: lined up in a pipe, drawn on a terminal."""

import sys
from collections.abc import Sequence

from generator.excerpt import escaped

Row = Sequence[str]


def plain(headings: Row, rows: Sequence[Row]) -> str:
    """Return a line for each row, columns lined up, and one for what they are."""
    lines = [headings, *([escaped(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def show(headings: Row, rows: Sequence[Row], styles: Sequence[str | None]) -> None:
    """Print a table to standard output. styles: one for each row, as rich names them."""
    if not sys.stdout.isatty():
        sys.stdout.write(plain(headings, rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row, style in zip(rows, styles, strict=True):
        table.add_row(*(Text(escaped(cell)) for cell in row), style=style)
    Console().print(table)
