"""Reads wheels: the modules that one provides, what it requires, and its files as they go into a package."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from packaging.requirements import InvalidRequirement, Requirement

from generator.containment import is_unsafe
from generator.package.entry import STORED, Entry

_LOCAL_HEADER = struct.Struct("<26xHH")  # after 26 bytes: the lengths of the name and of the extra field
_EXTENSIONS = (".py", ".so")


class NotAWheel(Exception):  # noqa: N818 - a fact about a file
    """A file that cannot be read as a wheel; its name."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a distribution, whose hash the lock knows. modules: dotted names of all its modules."""

    name: str
    version: str
    sha256: str
    path: Path
    modules: frozenset[str]
    requires: tuple[Requirement, ...]

    def entries(self) -> list[Entry]:
        """Return its files, with the bytes as their publisher compressed them."""
        with ZipFile(self.path) as archive:
            return [self._entry(archive, info, path) for info, path in _installed(archive)]

    def _entry(self, archive: ZipFile, info: ZipInfo, path: str) -> Entry:
        executable = bool(info.external_attr >> 16 & 0o100)
        digest = f"{self.sha256} {info.filename}"
        if info.compress_type in (ZIP_STORED, ZIP_DEFLATED):
            size, read = info.compress_size, partial(_raw, self.path, info)
            method = info.compress_type
        else:
            content = archive.read(info)
            size, read, method = len(content), partial(bytes, content), STORED
        return Entry(path, self.name, digest, info.file_size, size, info.CRC, method, executable, read)


def read(path: Path, name: str, version: str, digest: str) -> Wheel:
    """Return what a wheel says about itself; raises NotAWheel."""
    try:
        with ZipFile(path) as archive:
            names = [installed for _, installed in _installed(archive)]
            metadata = next(one for one in names if one.count("/") == 1 and one.endswith(".dist-info/METADATA"))
            headers = HeaderParser().parsestr(archive.read(metadata).decode())
        requires = tuple(Requirement(text) for text in headers.get_all("Requires-Dist", []))
    except (BadZipFile, StopIteration, UnicodeDecodeError, InvalidRequirement) as error:
        raise NotAWheel(path.name) from error
    modules = frozenset(_module(one) for one in names if one.endswith(_EXTENSIONS))
    return Wheel(name, version, digest, path, modules, requires)


def _installed(archive: ZipFile) -> Iterator[tuple[ZipInfo, str]]:
    """Yield the files that are installed, and where: nothing for a command line, nothing compiled by another Python."""
    for info in archive.infolist():
        path = info.filename
        top, _, rest = path.partition("/")
        if top.endswith(".data"):
            scheme, _, path = rest.partition("/")
            if scheme not in ("purelib", "platlib"):
                continue
        if is_unsafe(path.removesuffix("/")):
            raise BadZipFile(path)
        if not info.is_dir() and not path.endswith(".pyc"):
            yield info, path


def _module(path: str) -> str:
    """Return the dotted name of a module's file, `x/y.cpython-313-aarch64-linux-gnu.so` being x.y."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return f"{folder}/{stem}".strip("/").removesuffix("/__init__").replace("/", ".")


def _raw(path: Path, info: ZipInfo) -> bytes:
    with path.open("rb") as file:
        file.seek(info.header_offset)
        name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
        file.seek(name_length + extra_length, 1)
        return file.read(info.compress_size)
