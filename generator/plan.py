"""What would change on disk: a comparison of the rendered files with what stands there; it writes nothing.

A file is ours when its path and the hash of its present content are in `.manifest.json`, or when git shows that an
earlier run wrote it (committed.py holds that rule). A file that already has the content we would write is as it
should be, whoever wrote it. Anything else on one of our paths is somebody's: replaced or deleted only by force.
Symbolic links, and folders where a file should be, stay in the way even then: a person removes them.

Files on other paths are none of our business.
"""

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from json import dumps
from pathlib import PurePosixPath

from generator.containment import BESIDE_SPEC, Blocker, Disk, Found, Obstacle, Roots, is_unsafe
from generator.facts import Fact
from generator.manifest import MANIFEST, Manifest, digest, parse
from generator.plan_error import PlanError

__all__ = ["BESIDE_SPEC", "MANIFEST", "Change", "ChangeKind", "PlanError", "Roots", "compare", "folders_of", "planned"]

_FOREIGN = "was not generated: move it away, or replace it with --force"
_EDITED = "was edited by hand after it was generated: make the change in the spec, then undo it here or use --force"
_ORPHANED = "is not generated any more but was edited by hand: move it away, or delete it with --force"
_UNKNOWN = "is not as it would be generated, and without the manifest nobody can tell whether by hand"
_NOT_A_MANIFEST = "so it does not tell which files are generated: restore it from git, or begin a new one with --force"


class ChangeKind(StrEnum):
    """What happens to a file; the value is how it is printed."""

    CREATE = "+"
    CHANGE = "~"
    DELETE = "-"
    NOT_OURS = "!"


class Change(Fact):
    """One file that is not as the spec says.

    path: as in the mapping that was compared.
    shown: the same file, as a person in the spec's folder names it.
    old, new: contents; None where there is none.
    reason: for NOT_OURS, what is wrong and the way out, to be read after `shown`.
    """

    path: PurePosixPath
    shown: str
    kind: ChangeKind
    old: bytes | None = None
    new: bytes | None = None
    reason: str = ""


def compare(files: Mapping[PurePosixPath, str], roots: Roots, *, force: bool = False) -> list[Change]:
    """Return what `generate` would do to the disk, sorted as shown; nothing when all is up to date.

    files: every generated file but the manifest, which is added here; relative to `roots.out`, or to `roots.project`
    where BESIDE_SPEC names the path. With `force`, what is not ours is replaced and deleted like what is.
    """
    return planned(files, roots, force=force)[0]


def planned(
    files: Mapping[PurePosixPath, str], roots: Roots, *, force: bool = False
) -> tuple[list[Change], Mapping[str, bytes]]:
    """Return what `compare` does, and what stands on the disk once that is carried out, by path."""
    disk = Disk(roots)
    refused = _refused(files)
    wanted, manifest = _contents({path: text for path, text in files.items() if str(path) not in refused})
    known, differing = _differing(disk, wanted, manifest)
    doubted = _not_listed(known, differing)
    forgiven = _forgiven(disk, doubted, wanted)
    differing |= forgiven
    theirs = {} if force else {path: _reason(known, path, wanted) for path in doubted.keys() - forgiven.keys()}
    changes = _changes(disk, wanted, differing, theirs)
    changes += [
        Change(PurePosixPath(path), dumps(path), ChangeKind.NOT_OURS, reason=why) for path, why in refused.items()
    ]
    return sorted(changes, key=lambda change: change.shown), wanted


def _contents(files: Mapping[PurePosixPath, str]) -> tuple[dict[str, bytes], Manifest]:
    """Return what stands on the disk when all is up to date, with the manifest of it; and that manifest."""
    wanted = {str(path): text.encode() for path, text in files.items()}
    manifest = Manifest({path: digest(content) for path, content in wanted.items()})
    return {**wanted, MANIFEST: manifest.text()}, manifest


def _refused(files: Iterable[PurePosixPath]) -> dict[str, str]:
    """Say which paths cannot be written whatever stands on the disk: they are unsafe, or exclude each other."""
    paths = sorted(map(str, files))
    folded = {path.casefold(): path for path in reversed(paths)}
    in_the_way = folders_of(folded) & folded.keys()
    refused = {}
    for path in paths:
        first = folded[path.casefold()]
        if is_unsafe(path) or path == MANIFEST:
            refused[path] = "cannot be the path of a generated file: rename what it is named after"
        elif first != path:
            refused[path] = f"differs from {dumps(first)} only by upper and lower case: rename one of them"
        elif path.casefold() in in_the_way:
            refused[path] = "is a file, but other files are generated in a folder of that name: rename one of them"
    return refused


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder on the way to these paths."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _differing(disk: Disk, wanted: Mapping[str, bytes], written: Manifest) -> tuple[Manifest, dict[str, Found]]:
    """Return the manifest on disk, and what stands on each of our paths that is not as wanted."""
    found = disk.read(MANIFEST)
    known = Manifest()
    if isinstance(found, bytes):
        known = written if found == wanted[MANIFEST] else parse(found)
    differing = {path: found for path, content in wanted.items() if (found := disk.read(path)) != content}
    for path in known.paths() - wanted.keys():
        found = disk.read(path)
        # Where a folder has taken the place of a file that is not generated any more, the file is gone.
        if isinstance(found, bytes) or (isinstance(found, Obstacle) and found.what is Blocker.LINK):
            differing[path] = found
    return known, differing


def _not_listed(known: Manifest, differing: Mapping[str, Found]) -> dict[str, bytes]:
    """Return the files that the manifest on disk does not tell to be ours."""
    files = {path: found for path, found in differing.items() if isinstance(found, bytes)}
    if not known.problem:
        files.pop(MANIFEST, None)
    return {path: found for path, found in files.items() if not known.lists(path, found)}


def _forgiven(disk: Disk, doubted: Mapping[str, bytes], wanted: Container[str]) -> dict[str, bytes]:
    if not doubted:
        return {}
    from generator.committed import generated  # starts other programs: rare, and slow to import

    return generated(disk, doubted, wanted)


def _reason(known: Manifest, path: str, wanted: Container[str]) -> str:
    if path == MANIFEST:
        return f"{known.problem}, {_NOT_A_MANIFEST}"
    if known.problem:
        return _UNKNOWN
    if path not in wanted:
        return _ORPHANED
    return _EDITED if path in known.paths() else _FOREIGN


def _changes(
    disk: Disk, wanted: Mapping[str, bytes], differing: Mapping[str, Found], theirs: Mapping[str, str]
) -> list[Change]:
    going = {path for path, found in differing.items() if isinstance(found, bytes)} - wanted.keys() - theirs.keys()
    changes = []
    for path, found in differing.items():
        new = wanted.get(path)
        if isinstance(found, Obstacle) and not _makes_way(disk, found, going):
            kind, reason = ChangeKind.NOT_OURS, f"{found.what.value}"
            if found.at != path:
                reason = f"cannot be reached: {disk.roots.shown(found.at)} {reason}"
        elif path in theirs:
            kind, reason = ChangeKind.NOT_OURS, theirs[path]
        else:
            kind, reason = _kind(found, new), ""
        old = found if isinstance(found, bytes) else None
        changes.append(Change(PurePosixPath(path), disk.roots.shown(path), kind, old, new, reason))
    return changes


def _makes_way(disk: Disk, obstacle: Obstacle, going: Container[str]) -> bool:
    """Tell whether what stands in the way goes by itself, with the files that are deleted."""
    if obstacle.what is Blocker.FOLDER:
        return disk.holds_only(obstacle.at, going)
    return obstacle.what is Blocker.FILE and obstacle.at in going


def _kind(found: Found, new: bytes | None) -> ChangeKind:
    if new is None:
        return ChangeKind.DELETE
    return ChangeKind.CHANGE if isinstance(found, bytes) else ChangeKind.CREATE
