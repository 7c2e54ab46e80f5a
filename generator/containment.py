"""The two folders that generated files lie in; nothing outside them is read or written.

Most files lie below `--out`. What other tools look for at fixed places lies beside the spec, and BESIDE_SPEC decides: a
path that matches it belongs to the spec's folder, every other one to `--out`. So one mapping and one manifest hold
both, and no path can reach anything else in the spec's folder.
"""

import errno
import os
import re
import stat
from collections.abc import Container
from enum import Enum
from functools import lru_cache, partial
from pathlib import Path

from generator.facts import Fact
from generator.plan_error import PlanError

BESIDE_SPEC = (".checkov.yaml", ".github/workflows/*.yml", ".pre-commit-config.yaml", ".tflint.hcl", "infracost.yml")
# One name for every temporary file: only one exists at a time, and the next run knows what a killed one left behind.
TEMPORARY = ".collectiq-new"

_BESIDE_SPEC = re.compile("|".join(re.escape(pattern).replace(r"\*", "[^/]+") for pattern in BESIDE_SPEC))
_BELOW_FIXED = re.compile(f"({_BESIDE_SPEC.pattern})/")
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f\\:\ud800-\udfff]"  # control characters, drive letters, what no file system can hold
    rf"|^$|^/|/$|//|(^|/)(\.|\.\.|\.git|{re.escape(TEMPORARY)})(/|$)",
    re.IGNORECASE,
)
# Windows has no O_NOFOLLOW and would translate line ends without O_BINARY; O_NONBLOCK keeps a named pipe from hanging us.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Blocker(Enum):
    """What stands where a plain file, or a folder on the way to it, should be."""

    LINK = "is a symbolic link, which is never followed: remove it"
    FOLDER = "is a folder, but a file is generated there: move it away"
    FILE = "is a file, but a folder is generated there: move it away"
    SPECIAL = "is neither a file nor a folder: remove it"


class Obstacle(Fact):
    """Something that keeps us from a path; `at` is the path itself or one of its folders."""

    what: Blocker
    at: str


Found = bytes | Obstacle | None


class Roots(Fact):
    """The folder given as `--out`, and the folder that holds the spec."""

    out: Path
    project: Path

    def shown(self, path: str) -> str:
        """Name a generated path as a person in the spec's folder types it."""
        return path if beside_spec(path) else f"{_shown(self.out, self.project)}{path}"


@lru_cache(maxsize=1)
def _shown(out: Path, project: Path) -> str:
    """Return what stands before a path below `--out`."""
    relative = Path(os.path.relpath(out, project))
    return (out if relative.parts[:1] == ("..",) else relative).joinpath("_").as_posix()[:-1]


def beside_spec(path: str) -> bool:
    """Tell whether a generated path lies in the spec's folder instead of `--out`."""
    return _BESIDE_SPEC.fullmatch(path) is not None


def is_unsafe(path: str) -> bool:
    """Tell whether a relative path could lead out of its root, or into `.git`, on any system.

    Neither can a file that lies beside the spec be a folder in the other root: one name would mean two places.
    """
    return _UNSAFE.search(path) is not None or _BELOW_FIXED.match(path) is not None


class Disk:
    """Reads generated files, following no symbolic link below the two roots; in strings, being the hot loop.

    What it learns about a folder it remembers, so an instance serves one look at the disk.
    """

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.project = os.path.realpath(roots.project)
        self.out = os.path.realpath(roots.out)
        self._folders: dict[str, bool | Obstacle] = {}
        self._check_roots()

    def _check_roots(self) -> None:
        out, project = self.roots.out, self.roots.project
        if not project.is_dir():
            raise PlanError(f"{project} is not a folder")
        if os.path.lexists(out) and not out.is_dir():
            raise PlanError(f"{out} is not a folder: name another one with --out, or move it away")
        inside = Path(os.path.relpath(out, project)).parts[:1] != ("..",)
        if inside and not Path(self.out).is_relative_to(self.project):
            raise PlanError(
                f"{out} leads out of the spec's folder by a symbolic link: "
                "remove the link, or name the folder it leads to with --out"
            )

    def root(self, path: str) -> str:
        """Return the real folder that a generated path is relative to."""
        return self.project if beside_spec(path) else self.out

    def locate(self, path: str) -> str:
        """Return where a generated path lies on this machine."""
        return f"{self.root(path)}/{path}"

    def read(self, path: str) -> Found:
        """Return the bytes of a plain file, None where nothing stands, or what stands in the way."""
        folder = self._folder(self.root(path), path.rpartition("/")[0])
        if folder is not True:
            return folder or None
        try:
            descriptor = os.open(self.locate(path), _READ)
        except FileNotFoundError:
            return None
        except OSError as error:
            return self._unopened(path, error)
        return _contents(descriptor, path)

    def holds_only(self, folder: str, paths: Container[str]) -> bool:
        """Tell whether a folder would hold no file without these generated paths."""
        top = self.locate(folder)
        for where, folders, names in os.walk(top):
            links = [name for name in folders if Path(where, name).is_symlink()]
            below = os.path.relpath(where, top).replace(os.sep, "/")
            inside = folder if below == "." else f"{folder}/{below}"
            if any(f"{inside}/{name}" not in paths for name in names + links if name != TEMPORARY):
                return False
        return True

    def _folder(self, root: str, folder: str) -> bool | Obstacle:
        """Tell whether a folder below a root exists, or what stands in its place or on the way to it."""
        if not folder:
            return True
        key = f"{root}/{folder}"
        if key not in self._folders:
            above = self._folder(root, folder.rpartition("/")[0])
            self._folders[key] = _state(key, folder) if above is True else above
        return self._folders[key]

    def _unopened(self, path: str, error: OSError) -> Obstacle:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            return Obstacle(Blocker.LINK, path)
        if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):
            return Obstacle(Blocker.SPECIAL, path)
        raise PlanError(f"cannot read {self.roots.shown(path)}: {error.strerror}") from error


def _state(folder: str, path: str) -> bool | Obstacle:
    try:
        mode = os.lstat(folder).st_mode
    except FileNotFoundError:
        return False
    except OSError as error:
        raise PlanError(f"cannot read {folder}: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        return True
    return Obstacle(Blocker.LINK if stat.S_ISLNK(mode) else Blocker.FILE, path)


def _contents(descriptor: int, path: str) -> bytes | Obstacle:
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            return Obstacle(Blocker.FOLDER if stat.S_ISDIR(info.st_mode) else Blocker.SPECIAL, path)
        return b"".join(iter(partial(os.read, descriptor, info.st_size + 1), b""))
    finally:
        os.close(descriptor)
