"""The functions' code, for tools that don't leave it alone."""

from pathlib import Path
from zipfile import ZipFile, ZipInfo


def archive(path: Path) -> None:
    """Write a zip with one file, the same bytes each time."""
    with ZipFile(path, "w") as zipped:
        zipped.writestr(ZipInfo("app.py"), "def handler(event, context):\n    return {}\n")
