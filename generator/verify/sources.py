"""From a part of the output back to the entry of the spec that it comes from, by the map that `generate` writes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import SpecPath
from generator.targets.sources import SOURCES

_ADDRESS = re.compile(r'module\.([\w-]+)\.[\w.]+(?:\["(.*)"\])?')


@dataclass(frozen=True, slots=True)
class Sources:
    """The map. modules: module -> key there -> JSON pointer. files: path below the output -> JSON pointer."""

    modules: Mapping[str, Mapping[str, str]]
    files: Mapping[str, str]

    def of_resource(self, address: str) -> SpecPath:
        """Return the entry that a resource comes from, or the section of its module; the whole spec where none is known."""
        match = _ADDRESS.fullmatch(address)
        entries = self.modules.get(match[1], {}) if match else {}
        key = (match[2] or "") if match else ""
        # What has several resources puts something behind its key: an alarm's function, a rule's target.
        known = [one for one in entries if key == one or re.match(re.escape(one) + r"[ ./-]", key)]
        if known:
            return _path(entries[max(known, key=len)])
        if "" in entries:
            return _path(entries[""])
        sections = {_path(pointer)[:1] for pointer in entries.values()}
        return sections.pop() if len(sections) == 1 else ()

    def of_file(self, path: str) -> SpecPath:
        """Return the entry that a file comes from, the whole spec where none is known."""
        return _path(self.files.get(path, ""))


def read(out: Path) -> Sources:
    """Read the map of an output; an empty one where there is none, or it is none."""
    try:
        found = json.loads((out / SOURCES).read_text(encoding="utf-8"))
        return Sources(dict(found["modules"]), dict(found["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Sources({}, {})


def _path(pointer: str) -> SpecPath:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
