"""Writes zips, the same bytes on every machine and with every Python.

The format: PKWARE's APPNOTE.TXT 6.3, without Zip64, which nothing within Lambda's limits needs. It is written here, since
Python's zipfile cannot take over a wheel's compressed bytes as they are.
"""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from generator.package.entry import Entry

MOST_FILES = 0xFFFF

_VERSION = 20  # what unpacks compressed files
_UNIX = 3 << 8
_UTF_8 = 0x800
_DATE = 1 << 5 | 1  # 1980-01-01
_PLAIN, _EXECUTABLE = 0o100644, 0o100755


def write(entries: Iterable[Entry], out: BinaryIO) -> None:
    """Write a zip of these files, sorted by path."""
    offset = 0
    directory: list[bytes] = []
    for entry in sorted(entries, key=lambda one: one.path.encode()):
        name = entry.path.encode()
        data = entry.data()
        local = struct.pack("<IHHHHHIIIHH", 0x04034B50, _VERSION, *_facts(entry, name), 0)
        directory.append(_directory_entry(entry, name, offset))
        for part in (local, name, data):
            out.write(part)
            offset += len(part)
    index = b"".join(directory)
    count = len(directory)
    out.write(index)
    out.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(index), offset, 0))


def _facts(entry: Entry, name: bytes) -> tuple[int, ...]:
    """Return what is said of a file twice: flags, method, time, date, checksum, sizes, length of its name."""
    flags = 0 if name.isascii() else _UTF_8
    return flags, entry.method, 0, _DATE, entry.crc, entry.packed_size, entry.size, len(name)


def _directory_entry(entry: Entry, name: bytes, offset: int) -> bytes:
    mode = _EXECUTABLE if entry.is_executable else _PLAIN
    versions = (_UNIX | _VERSION, _VERSION)
    tail = (0, 0, 0, 0, mode << 16, offset)
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, *versions, *_facts(entry, name), *tail) + name


def size(entries: Iterable[Entry]) -> int:
    """Return how large the zip of these files is."""
    return sum(76 + 2 * len(entry.path.encode()) + entry.packed_size for entry in entries) + 22
