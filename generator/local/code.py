"""The state of the handlers' code: what was last changed, so that a function's processes can be started anew."""

import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

_LOOK_AGAIN_S = 0.3
_SKIPPED = "__pycache__"


class Code:
    """The files of one folder. `state` differs as soon as one of them does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._looked = 0.0
        self._state: object = None

    @property
    def state(self) -> object:
        """What tells this state of the files from every other; looked at again after a while only."""
        with self._lock:
            if time.monotonic() - self._looked > _LOOK_AGAIN_S:
                self._state = self._read()
                self._looked = time.monotonic()
            return self._state

    def _read(self) -> object:
        return frozenset(self._files())

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for path in self._folder.rglob("*"):
            if _SKIPPED in path.parts:
                continue
            # An editor's temporary file may be gone by now.
            with suppress(FileNotFoundError):
                found = path.stat()
                if stat.S_ISREG(found.st_mode):
                    yield str(path), found.st_mtime_ns, found.st_size
