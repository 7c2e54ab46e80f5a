"""The user's code on the disk: every file below the folder of the handlers."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LEFT_OUT = frozenset({"__pycache__"})
_LEFT_OUT_ENDS = (".pyc", ".pyo", "~")


@dataclass(frozen=True, slots=True)
class Tree:
    """Files of one project. root: the spec's folder. tops: the folders that were read, such as `handlers`.

    files: paths below the root -> whether it is executable. refused: paths -> why no package can hold them.
    modules: dotted names -> paths. namespaces: folders of modules that have no `__init__.py`.
    """

    root: Path
    tops: frozenset[str]
    files: Mapping[str, bool]
    refused: Mapping[str, str]
    modules: Mapping[str, str] = field(repr=False)
    namespaces: frozenset[str] = field(repr=False)

    def below(self, folder: str) -> list[str]:
        """Return the files in a folder, at any depth."""
        return [path for path in self.files if path.startswith(f"{folder}/")]

    def is_package(self, module: str) -> bool:
        """Tell whether a module is a folder's `__init__.py`."""
        return self.modules[module].endswith("/__init__.py")


def read(root: Path, tops: frozenset[str]) -> Tree:
    """List the files below these folders of the project; raises OSError where the disk refuses."""
    found = dict(sorted(item for top in tops for item in _walk(root, root / top)))
    files = {path: executable for path, executable in found.items() if isinstance(executable, bool)}
    refused = {path: why for path, why in found.items() if isinstance(why, str)}
    modules = {_module(path): path for path in files if path.endswith(".py")}
    namespaces = {above for module in modules for above in prefixes(module)} - set(modules)
    return Tree(root, tops, files, refused, modules, frozenset(namespaces))


def prefixes(module: str) -> list[str]:
    """Return what has to be imported before a module: `a` and `a.b` before `a.b.c`."""
    parts = module.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _walk(root: Path, top: Path) -> Iterator[tuple[str, bool | str]]:
    """Yield each file and whether it is executable, or why no package can hold it."""
    for folder, folders, names in os.walk(top, onerror=_refused):
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = sorted(name for name in folders if _goes_in(name) and name not in linked)
        for name in filter(_goes_in, (*names, *linked)):
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            yield path.encode(errors="backslashreplace").decode(), _state(file, path)


def _state(file: Path, path: str) -> bool | str:
    mode = file.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "is a symbolic link; a package holds files only"
    if not stat.S_ISREG(mode):
        return "is no file; a package holds files only"
    if any("\ud800" <= character <= "\udfff" for character in path):
        return "has a name that is not UTF-8; rename it"
    return bool(mode & stat.S_IXUSR)


def _refused(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def _goes_in(name: str) -> bool:
    return not name.startswith(".") and name not in _LEFT_OUT and not name.endswith(_LEFT_OUT_ENDS)


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
