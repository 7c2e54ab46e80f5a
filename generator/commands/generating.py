"""What `collectiq generate` does, and what `collectiq diff` shares with it."""

import sys
from typing import TYPE_CHECKING

from generator.terminal import NO, colour, compile_or_exit, say, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from generator.containment import Roots
    from generator.plan import Change

_OUT = "generated"


def generate(spec: "Path", out: "Path | None", *, check: bool, force: bool, quiet: bool) -> None:
    """Write everything that a spec describes, or tell whether it stands there (check)."""
    from generator import apply, report
    from generator.plan import compare

    places = roots(spec, out)
    compiled = compile_or_exit(spec)
    rendered = compiled.rendered()
    if idle := compiled.idle(rendered):
        tell(report.text(idle, compiled.source, colour=colour(sys.stderr.isatty())))
    rendered = wanted(rendered, places)
    changes = compare(rendered, places, force=force)
    _refuse_foreign(changes)
    if not check:
        apply.apply(changes, places)
    if not quiet:
        for change in changes:
            say(f"{change.kind} {change.shown}")
    if not quiet or (check and changes):
        tell(_summary(changes, len(rendered) + 1, check=check))
    if check and changes:
        sys.exit(NO)


def roots(spec: "Path", out: "Path | None") -> "Roots":
    """Return the folders that output goes to."""
    from generator.containment import Roots

    return Roots(out=out or spec.parent / _OUT, project=spec.parent)


def wanted(files: "Mapping[PurePosixPath, str]", places: "Roots") -> "Mapping[PurePosixPath, str]":
    """Return what is written: output that goes elsewhere is for a look, and leaves the spec's folder as it is."""
    from generator.containment import beside_spec

    if places.out.resolve() == (places.project / _OUT).resolve():
        return files
    return {path: text for path, text in files.items() if not beside_spec(str(path))}


def _refuse_foreign(changes: "Sequence[Change]") -> None:
    from generator.plan import ChangeKind

    foreign = [change for change in changes if change.kind is ChangeKind.NOT_OURS]
    for change in foreign:
        tell(f"! {change.shown} {change.reason}")
    if foreign:
        tell("Nothing was written.")
        sys.exit(NO)


def _summary(changes: "Sequence[Change]", files: int, *, check: bool) -> str:
    if not changes:
        return f"{files} files are up to date."
    if check:
        return f"{len(changes)} of {files} files are not what the spec says: run collectiq generate."
    return f"{len(changes)} of {files} files written or removed."
