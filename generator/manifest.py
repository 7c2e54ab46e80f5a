"""The record of what earlier runs wrote: `.manifest.json`, every generated path with its SHA-256.

It is read as untrusted input: it may be cut short, merged, edited, or made to point at somebody's files.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from generator.containment import is_unsafe
from generator.facts import Fact

MANIFEST = ".manifest.json"
VERSION = 1

_HASH = re.compile(r"[0-9a-f]{64}")


class Manifest(Fact):
    """What earlier runs wrote.

    files: SHA-256 by path.
    writing: what a run that has not finished is putting in their place; empty once it has.
    problem: why the text was not a manifest, empty when it was; the rest is empty then.
    """

    files: Mapping[str, str] = MappingProxyType({})
    writing: Mapping[str, str] = MappingProxyType({})
    problem: str = ""

    def paths(self) -> set[str]:
        """Return every path that this manifest knows."""
        return {*self.files, *self.writing}

    def lists(self, path: str, content: bytes) -> bool:
        """Tell whether a run wrote exactly this content to this path."""
        known = (self.files.get(path), self.writing.get(path))
        return known != (None, None) and digest(content) in known

    def text(self) -> bytes:
        """Return the manifest as it stands on disk: sorted, the same on every machine."""
        parts = {"version": VERSION, "files": _sorted(self.files)}
        if self.writing:
            parts["writing"] = _sorted(self.writing)
        return (json.dumps(parts, indent=2, ensure_ascii=False) + "\n").encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content, as the manifest writes it."""
    return sha256(content).hexdigest()


def parse(text: bytes) -> Manifest:
    """Read a manifest; whatever is wrong with it comes back as its `problem`."""
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return Manifest(problem="is not JSON")
    if not isinstance(parts, dict):
        return Manifest(problem="is not a JSON object")
    if parts.get("version") != VERSION:
        return Manifest(problem=f"does not have version {VERSION}, the only one this collectiq reads")
    files: Any = parts.get("files")
    writing: Any = parts.get("writing", {})
    problem = _problem(files) or _problem(writing)
    return Manifest(problem=problem) if problem else Manifest(files, writing)


def _problem(entries: object) -> str:
    if not isinstance(entries, dict):
        return "does not map paths to hashes"
    for path, value in entries.items():
        if is_unsafe(path) or path == MANIFEST:
            return f"lists {json.dumps(path)}, which cannot be a generated file"
        if not isinstance(value, str) or not _HASH.fullmatch(value):
            return f"has no SHA-256 for {json.dumps(path)}"
    return ""


def _sorted(entries: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(entries.items()))
