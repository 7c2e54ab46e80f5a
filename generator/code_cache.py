"""Keeps compiled code of many files in one, beside Python's own compiled modules and under the same terms.

Whoever may write there is trusted. The code of a file counts for the time and size that the file has, as Python judges
its modules. What is damaged, old or gone is made again; where nothing can be written, nothing is kept.
"""

import marshal
import os
import sys
from _imp import source_hash  # by which Python checks compiled modules; importlib.util takes time to import
from collections.abc import Iterable
from contextlib import suppress
from types import CodeType

_HASH_BYTES = 8
_LENGTH_BYTES = 4

_Stamp = tuple[int, int]
_Entries = dict[str, tuple[_Stamp, bytes, bytes | memoryview]]  # the file's stamp, its code's hash, its code


class CodeCache:
    """Code of files, by their path within a folder.

    place: the file that keeps it, None to keep nothing. program: files that decide what is compiled.
    """

    def __init__(self, place: str | None, folder: str, program: Iterable[str] = ()) -> None:
        self._place = place
        self._folder = folder
        self._program = [_stamp(path) for path in program]
        self._entries = self._read()
        self._is_new = False

    def get(self, path: str) -> CodeType | None:
        """Return the code of a file; None where it must be compiled."""
        if not self._is_current(path):
            return None
        _, known, text = self._entries[path]
        if known != source_hash(0, text):
            return None
        code: CodeType = marshal.loads(text)  # noqa: S302 - whole, and our own
        return code

    def _is_current(self, path: str) -> bool:
        """Tell whether the code of a file is kept, and the file has not changed since."""
        kept = self._entries.get(path)
        return kept is not None and kept[0] == _stamp(f"{self._folder}/{path}")

    def put(self, path: str, code: CodeType) -> None:
        """Note what was compiled."""
        found = _stamp(f"{self._folder}/{path}")
        if found:
            text = marshal.dumps(code)
            self._entries[path] = (found, source_hash(0, text), text)
            self._is_new = True

    def save(self) -> None:
        """Keep what was noted, whole or not at all, and let go what is old."""
        if not self._is_new or self._place is None or sys.dont_write_bytecode:
            return
        self._is_new = False
        kept = {path: self._entries[path] for path in self._entries if self._is_current(path)}
        sizes = {path: (found, known, len(text)) for path, (found, known, text) in kept.items()}
        index = marshal.dumps((self._program, sizes))
        head = source_hash(0, index) + len(index).to_bytes(_LENGTH_BYTES)
        part = f"{self._place}.{os.getpid()}"
        with suppress(OSError):
            os.makedirs(os.path.dirname(self._place), exist_ok=True)  # noqa: PTH103, PTH120 - pathlib takes time to import
            with open(part, "wb") as file:  # noqa: PTH123 - as above
                file.write(b"".join([head, index, *(text for _, _, text in kept.values())]))
            os.replace(part, self._place)  # noqa: PTH105 - as above

    def _read(self) -> _Entries:
        if self._place is None:
            return {}
        try:
            with open(self._place, "rb") as file:  # noqa: PTH123 - as above
                content = memoryview(file.read())
        except OSError:
            return {}
        begin = _HASH_BYTES + _LENGTH_BYTES
        end = begin + int.from_bytes(content[_HASH_BYTES:begin])
        if content[:_HASH_BYTES] != source_hash(0, content[begin:end]):
            return {}
        program, sizes = marshal.loads(content[begin:end])  # noqa: S302 - as above
        entries: _Entries = {}
        for path, (found, known, size) in sizes.items() if program == self._program else ():
            entries[path] = (found, known, content[end : end + size])
            end += size
        return entries


def place(name: str) -> str | None:
    """Return the file that keeps code under a name; None where Python keeps none."""
    own = __spec__.cached  # such as .../__pycache__/code_cache.cpython-311.pyc
    return own and name.join(own.rsplit("code_cache", 1))


def _stamp(path: str) -> _Stamp | None:
    """Return what tells that a file has changed, None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - hundreds of them
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size)
