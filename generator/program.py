"""Which files make the program that runs here: when one of them changes, what it does may change, too."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from generator.pages import FOLDERS
from generator.resources import resource_folder


def files() -> set[str]:
    """Return what ships with the program, and what else it has imported so far."""
    return parts()[0]


def parts() -> tuple[set[str], set[str]]:
    """Return the program's files, as `files` does, and the folders where another file would make a difference."""
    imported = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    shipped = list(_shipped())
    found = {*filter(None, imported), *(f"{folder}/{name}" for folder, names in shipped for name in names)}
    zoneinfo = sys.modules.get("zoneinfo")
    folders = {
        *(folder for folder, _ in shipped),
        *map(os.path.dirname, found),
        *(folder or "." for folder in sys.path),
        *(str(resource_folder(name)) for name in FOLDERS),  # a page tells by its name that there is such a rule
        *(zoneinfo.TZPATH if zoneinfo else ()),
    }
    return found, folders


def _shipped() -> Iterator[tuple[str, list[str]]]:
    """Yield each folder that ships, with its files."""
    for top in (Path(__file__).parent, resource_folder("schema"), resource_folder("templates")):
        for folder, below, names in os.walk(top):
            below[:] = [name for name in below if name != "__pycache__"]
            yield folder, names
