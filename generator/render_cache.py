"""Keeps compiled templates beside Python's own compiled modules, under the same terms: whoever may write there is trusted.

An entry counts only for the very text of its template, and for the program that compiled it. One that is damaged, old
or gone is made again; where nothing can be written, nothing is kept.
"""

import os
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

# Jinja prints constants while it compiles, so what prints them is part of what was compiled.
_PRINTERS = ("hcl.py", "markup.py", "render.py", "tokens.py")


class TemplateCache(BytecodeCache):
    """Compiled templates in a folder, one file each: a digest, and Jinja's own bytes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(cache_from_source(__file__)).parent / "templates"
        self._program = sha256(jinja2.__version__.encode())
        for name in _PRINTERS:
            self._program.update(Path(__file__).with_name(name).read_bytes())

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the bucket what is kept of its template, where that is whole and of this program."""
        try:
            content = self._file(bucket).read_bytes()
        except OSError:
            return
        digest, code = content[:32], content[32:]
        if digest == self._digest(code):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        code = bucket.bytecode_to_string()
        part = self._file(bucket).with_suffix(f".{os.getpid()}.pyc")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(self._digest(code) + code)
            part.replace(self._file(bucket))

    def _file(self, bucket: Bucket) -> Path:
        """Return where a template is kept; named so that what leaves out compiled modules leaves it out."""
        return self._folder / f"{bucket.key}.pyc"

    def _digest(self, code: bytes) -> bytes:
        digest = self._program.copy()
        digest.update(code)
        return digest.digest()
