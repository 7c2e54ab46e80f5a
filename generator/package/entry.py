"""A file of a package."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. method: how `data()` is compressed; size: without that. part: what it belongs to, for the report.

    digest: names the content; the same digest, path and mode give the same bytes in the zip.
    """

    path: str
    part: str
    digest: str
    size: int
    packed_size: int
    crc: int
    method: int
    is_executable: bool
    data: Callable[[], bytes]


def stored(path: str, part: str, file: Path, *, is_executable: bool) -> Entry:
    """Return a file of the user's, stored as it is."""
    from hashlib import sha256

    content = file.read_bytes()
    digest = sha256(content).hexdigest()
    size = len(content)
    return Entry(path, part, digest, size, size, zlib.crc32(content), STORED, is_executable, lambda: content)
