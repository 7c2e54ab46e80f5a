"""Which files make the program that runs here: when one of them changes, what it does may change, too."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from generator.pages import FOLDERS
from generator.resources import resource_folder


def files() -> set[str]:
    """Return what ships with the program, and what else it has imported so far."""
    imported = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    shipped = (os.path.join(folder, name) for folder, names in _shipped() for name in names)  # noqa: PTH118 - hundreds
    return {*filter(None, imported), *shipped}


def folders() -> set[str]:
    """Return where another file would make a difference by being there."""
    zoneinfo = sys.modules.get("zoneinfo")
    return {
        *(folder for folder, _ in _shipped()),
        *map(os.path.dirname, files()),
        *(folder or "." for folder in sys.path),
        *(str(resource_folder(name)) for name in FOLDERS),  # a page tells by its name that there is such a rule
        *(zoneinfo.TZPATH if zoneinfo else ()),
    }


def _shipped() -> Iterator[tuple[str, list[str]]]:
    """Yield each folder that ships, with its files."""
    for top in (Path(__file__).parent, resource_folder("schema"), resource_folder("templates")):
        for folder, below, names in os.walk(top):
            below[:] = [name for name in below if name != "__pycache__"]
            yield folder, names
