"""Tells at once that `generate` has nothing to do: nothing that the last run depended on has changed since.

A run that left the output as the spec says leaves a record in the user's cache (recording.py): the program by the
stamps of its files, which is how Python tells whether a module has changed; the spec, what it names, and the output by
their bytes. Where all of them are as they were, a run would do and say what is in the record. Any doubt, whatever its
cause, means that the run takes place; so a record may be damaged, old, or gone.

This is imported by every `generate`, before it is known whether anything else is needed. So it imports nothing that
Python has not imported already, but what is compiled into it.
"""

import marshal
import os
import sys

try:
    from _blake2 import blake2b  # hashlib would load OpenSSL, too
except ImportError:
    from hashlib import blake2b

from generator.colours import colour
from generator.options import read

DIGEST_BYTES = 32

_SPEC = "collectiq.yaml"
_PATHS = frozenset({"--spec", "--out"})
_FLAGS = frozenset({"--quiet", "--check", "--force"})  # where nothing differs, the last two make no difference
_KIND = 0o170000
_FOLDER, _FILE = 0o040000, 0o100000
_OTHERS_MAY_WRITE = 0o022
# As containment.py reads where there are such flags.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

Stamp = tuple[int, int, int, int]
# What was told, and whether in colours; how many files are up to date; where each path led to; the stamp of each file of
# the program, None for what was not there, and what its folders held; the digest of each input; the output's folders; the
# digest of each output.
Record = tuple[
    str, bool, int, dict[str, str], dict[str, Stamp | None], dict[str, bytes | None], dict[str, bytes],
    tuple[str, ...], dict[str, bytes],
]  # fmt: skip


def answer(words: list[str]) -> str | None:
    """Return what `generate` with these words tells where it has nothing to do, None where it may have something."""
    asked = _asked(words)
    if asked is None:
        return None
    spec, out, is_quiet = asked
    try:
        place = record_place(spec, out)
        record = _read(place) if place else None
        if record is None or not _holds(record):
            return None
    except (OSError, ValueError):  # ValueError: an older program's record has other parts
        return None
    told, count = record[0], record[2]
    return told if is_quiet else f"{told}{up_to_date(count)}\n"


def up_to_date(files: int) -> str:
    """Return what is told where all of so many files are as the spec says."""
    return f"{files} files are up to date."


def record_place(spec: str, out: str | None) -> str | None:
    """Return where the record of a run from this folder is kept; None where nothing can be kept.

    spec, out: as pathlib writes the options. A run under another Python, or with other places for modules and time
    zones, has a record of its own.
    """
    home = os.environ.get("HOME", "")
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if not cache.startswith("/") and home.startswith("/"):
        cache = f"{home}/.cache"
    if os.name != "posix" or not cache.startswith("/"):
        return None
    here = os.getcwd()  # noqa: PTH109 - pathlib takes longer to import than all of this
    asked = (here, spec, out, sys.version, sys.executable, sys.path, os.environ.get("PYTHONTZPATH"))
    return f"{cache}/collectiq/{digest(ascii(asked).encode('ascii')).hex()}"


def digest(content: bytes) -> bytes:
    """Return what tells a content from any other."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()


def stamp(path: str) -> Stamp | None:
    """Return what tells that a file of the program has changed; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def names(folder: str) -> bytes | None:
    """Return what tells that something was added to a folder or is gone, compiled modules apart; None where there is none."""
    try:
        found = sorted(name for name in os.listdir(folder) if name != "__pycache__")  # noqa: PTH208 - as above
    except OSError:
        return None
    return digest("/".join(found).encode(errors="surrogateescape"))


def content(path: str) -> bytes | None:
    """Return the bytes of a plain file, None where anything else stands there; raises OSError."""
    descriptor = os.open(path, _READ)
    try:
        found = os.fstat(descriptor)
        if found.st_mode & _KIND != _FILE:
            return None
        read = os.read(descriptor, found.st_size + 1)
        return read if len(read) == found.st_size else None
    finally:
        os.close(descriptor)


def _asked(words: list[str]) -> tuple[str, str | None, bool] | None:
    """Return the spec, the output's folder, and whether to be quiet; None where that takes more than a look."""
    found = read(words, _PATHS, _FLAGS)
    if found is None:
        return None
    values, flags = found
    if any(path.startswith("//") for path in values.values()):
        return None
    paths = {name: _as_pathlib_writes(path) for name, path in values.items()}
    return paths.get("--spec", _SPEC), paths.get("--out"), "--quiet" in flags


def _as_pathlib_writes(path: str) -> str:
    parts = "/".join(part for part in path.split("/") if part not in ("", "."))
    return f"/{parts}" if path.startswith("/") else parts or "."


def _read(place: str) -> Record | None:
    """Return a record that is whole and that nobody else could have written."""
    found = os.lstat(place)
    if found.st_uid != os.geteuid() or found.st_mode & _OTHERS_MAY_WRITE:
        return None
    text = content(place) or b""
    if text[:DIGEST_BYTES] != digest(text[DIGEST_BYTES:]):
        return None
    record: Record = marshal.loads(text[DIGEST_BYTES:])  # noqa: S302 - whole, and our own
    return record


def _holds(record: Record) -> bool:
    told, coloured, _count, links, stamps, held, inputs, folders, files = record
    return (
        (not told or coloured == colour(sys.stderr.isatty()))
        and all(os.path.realpath(path) == real for path, real in links.items())
        and all(os.lstat(path).st_mode & _KIND == _FOLDER for path in folders)
        and all(os.lstat(path).st_mode & _KIND == _FILE and _is(path, known) for path, known in inputs.items())
        and all(stamp(path) == known for path, known in stamps.items())
        and all(names(path) == known for path, known in held.items())
        and all(_is(path, known) for path, known in files.items())
    )


def _is(path: str, known: bytes) -> bool:
    found = content(path)
    return found is not None and digest(found) == known
