"""Files that the spec takes over unchanged: state machine definitions and Terraform of the user's own."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath

# The text of a file by the name that the spec uses, None where it cannot be read.
Content = Callable[[str], str | None]


def read(spec: Mapping[str, Any], content_of: Content) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the text of every file that the spec names, by the name it uses, and what could not be read."""
    contents: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path, name in named(spec):
        content = content_of(name)
        if content is None:
            message = f'"{name}" cannot be read; it must be a text file in the folder of the spec or below it'
            problems.append(Diagnostic(path, message, "unreadable-attachment"))
        else:
            contents[name] = content
    return contents, problems


def named(spec: Mapping[str, Any]) -> Iterator[tuple[SpecPath, str]]:
    """Yield each file that a spec names, with the place."""
    for place, part in _parts(spec):
        for key, entry in (part.get("workflows") or {}).items():
            if isinstance(entry, Mapping) and "definition" in entry:
                yield (*place, "workflows", key, "definition"), entry["definition"]
    for index, name in enumerate((spec.get("terraform") or {}).get("files") or ()):
        yield ("terraform", "files", index), name


def _parts(spec: Mapping[str, Any]) -> Iterator[tuple[SpecPath, Mapping[str, Any]]]:
    """Yield the spec and what overrides it somewhere, with its place."""
    yield (), spec
    for section in ("environments", "phases"):
        for key, entry in (spec.get(section) or {}).items():
            if isinstance(entry, Mapping) and isinstance(entry.get("set"), Mapping):
                yield (section, key, "set"), entry["set"]


def on_disk(folder: Path, name: str) -> str | None:
    """Return the text of a file in the spec's folder, None where it cannot be read or lies elsewhere."""
    try:
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder.resolve()):
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
