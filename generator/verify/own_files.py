"""Terraform of the user's own in an output: what the spec takes over (`terraform.files`), and what was put beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import manifest
from generator.diagnostics import CodePlace, Position
from generator.model import Stack
from generator.targets.layout import root

# What Terraform takes for configuration (its documentation, "Files and configuration structure").
_READ = (".tf", ".tf.json")


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Which files of an output are the user's own.

    folder: of the spec; the names of what it takes over are relative to it.
    out: of the output, as the user names it.
    generated: paths below the output that a run wrote.
    taken: path below the output -> the spec's name of the file that was copied there.
    texts: of the files that the spec takes over, by that name.
    """

    folder: Path
    out: Path
    generated: frozenset[str]
    taken: Mapping[str, str]
    texts: Mapping[str, str]

    def stray(self) -> list[str]:
        """Return the paths of what Terraform reads beside generated files, and neither a run wrote nor the spec takes over."""
        folders = sorted({self.out / path.rpartition("/")[0] for path in self.generated if path.endswith(".tf")})
        found = [file for folder in folders for ending in _READ for file in sorted(folder.glob(f"*{ending}"))]
        paths = [file.relative_to(self.out).as_posix() for file in found]
        return [path for path in paths if path not in self.generated and path not in self.taken]

    def place(self, path: str, line: int | None = None, column: int = 1) -> CodePlace | None:
        """Return the place in the user's own file, None where a file is generated or cannot be read.

        path: below the output. line: there, from 1; None for the file as a whole, which is told at its first line.
        What was copied is told where it was copied from, unless that has changed since.
        """
        try:
            written = (self.out / path).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        name = self.taken.get(path)
        if name is None:
            return None if path in self.generated else _place(self.out / path, written, line or 1, column)
        # Above the copied text stands the header of what is generated.
        text = self.texts[name].rstrip("\n")
        header, found, _ = written.partition(f"\n{text}\n")
        above = header.count("\n") + 1
        if not found or (line is not None and line <= above):
            return _place(self.out / path, written, line or 1, column)
        return _place(self.folder / name, text, line - above if line else 1, column)


def read(spec: Path, out: Path, stacks: Sequence[Stack], texts: Mapping[str, str]) -> OwnFiles:
    """Find the user's own files in an output: only what the spec takes over, where no manifest says what was written.

    spec: its path. texts: of what it takes over, by name.
    """
    taken = {str(root(stack) / Path(name).name): name for stack in stacks for name in stack.terraform.files}
    try:
        known = manifest.parse((out / manifest.MANIFEST).read_bytes())
    except OSError:
        known = manifest.Manifest(problem="cannot be read")
    there = (path.relative_to(out).as_posix() for ending in _READ for path in out.rglob(f"*{ending}"))
    files = there if known.problem else known.paths()
    return OwnFiles(spec.parent, out, frozenset(files), taken, texts)


def _place(file: Path, text: str, line: int, column: int) -> CodePlace:
    lines = text.split("\n")
    return CodePlace(file.as_posix(), Position(line, column), lines[line - 1] if line <= len(lines) else "")
