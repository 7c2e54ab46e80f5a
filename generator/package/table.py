"""How packages look: a table on a terminal, plain columns in a pipe."""

from collections.abc import Sequence

from generator import columns
from generator.package.build import Package, shown

_HEADINGS = ("package", "runs on", "zipped", "unzipped", "largest parts")
_LARGEST = 3


def plain(packages: Sequence[Package]) -> str:
    """Return one line for each package, columns lined up, and one for what they are."""
    return columns.plain(_HEADINGS, [_row(package) for package in packages])


def show(packages: Sequence[Package]) -> None:
    """Print a table to a terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*_HEADINGS[:2], box=None, pad_edge=False, header_style="bold")
    for heading in _HEADINGS[2:4]:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(_HEADINGS[4])
    for package in packages:
        table.add_row(*_row(package), style=None if package.is_new else "dim")
    Console().print(table)


def _row(package: Package) -> tuple[str, ...]:
    largest = list(package.parts.items())[:_LARGEST]
    return (
        package.name,
        f"{package.target.runtime} {package.target.architecture}",
        shown(package.size),
        shown(package.unzipped),
        ", ".join(f"{name} {shown(size)}" for name, size in largest),
    )
