"""Where benchmarks write: in a folder of the project's own, as a user's output does.

A machine's shared /tmp can be so full of other files that each new one takes the disk half a millisecond.
"""

import tempfile
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"


def temporary() -> "tempfile.TemporaryDirectory[str]":
    """Return a new folder, which is gone when it is left."""
    BUILD.mkdir(exist_ok=True)
    return tempfile.TemporaryDirectory(dir=BUILD)
