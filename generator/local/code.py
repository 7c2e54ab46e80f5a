"""The state of the handlers' code: what was last changed, so that a function's processes can be started anew."""

import time
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
        files = [path for path in self._folder.rglob("*") if _SKIPPED not in path.parts and path.is_file()]
        return len(files), max((path.stat().st_mtime_ns for path in files), default=0)
