"""Makes the disk as the plan says, so that it may be killed at any moment.

First the manifest is replaced by one that lists what stands on the disk and, beside it, what is about to be written.
Then every file is replaced whole, by renaming a temporary file beside it. Last comes the final manifest. Wherever
this stops, each file has one of the contents that the manifest lists, so the next run knows all of them as ours and
completes the work.

Files are not flushed to the disk (fsync): that takes several times as long as writing them, and guards only against a
power cut, after which they can be generated again.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.containment import TEMPORARY, Blocker, Disk, Obstacle, Roots
from generator.manifest import MANIFEST, Manifest, digest, parse
from generator.plan import Change, ChangeKind
from generator.plan_error import PlanError

_LOCK = ".manifest.json.lock"
# A reserved name that is a symbolic link is not followed, thanks to O_EXCL.
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def apply(changes: Sequence[Change], roots: Roots) -> None:
    """Carry out what `compare` returned, all of it or, when a file is not ours or has changed since, nothing.

    Raises PlanError when the disk refuses; what was written until then stays, and the next run goes on from there.
    """
    foreign = [change.shown for change in changes if change.kind is ChangeKind.NOT_OURS]
    if foreign:
        raise PlanError(f"nothing was written, because these files are not ours: {', '.join(foreign)}")
    disk = Disk(roots)
    if not changes and not Path(disk.out, TEMPORARY).exists():
        return
    with _locked(disk):
        _check_unchanged(disk, changes)
        _carry_out(disk, changes)


def _carry_out(disk: Disk, changes: Sequence[Change]) -> None:
    before, final = _manifests(disk, changes)
    _clear(disk, before)
    _prune(disk, before.paths() - final.paths())  # a killed run may have deleted a file, but not yet its folder
    files = [change for change in changes if change.path.as_posix() != MANIFEST]
    if files:
        _replace(disk, MANIFEST, _ahead(final, files).text())
    early = _in_the_way(files)
    late = {str(change.path) for change in files if change.kind is ChangeKind.DELETE} - early
    _delete(disk, early)
    for change in files:
        if change.new is not None:
            _replace(disk, str(change.path), change.new)
    _delete(disk, late)
    if changes:
        _replace(disk, MANIFEST, final.text())


def _manifests(disk: Disk, changes: Iterable[Change]) -> tuple[Manifest, Manifest]:
    """Return the manifest on disk, and the one that is right once all is written."""
    found = disk.read(MANIFEST)
    before = parse(found) if isinstance(found, bytes) else Manifest()
    planned = [change.new for change in changes if change.path.as_posix() == MANIFEST and change.new is not None]
    return before, parse(planned[0]) if planned else before


def _ahead(final: Manifest, files: Iterable[Change]) -> Manifest:
    """Return the manifest that holds while files are being written: it knows the old and the new content of each."""
    old = {str(change.path): digest(change.old) for change in files if change.old is not None}
    new = {str(change.path): digest(change.new) for change in files if change.new is not None}
    unchanged = {path: value for path, value in final.files.items() if path not in new}
    return Manifest(unchanged | old, new)


def _check_unchanged(disk: Disk, changes: Iterable[Change]) -> None:
    for change in changes:
        found = disk.read(str(change.path))
        link = isinstance(found, Obstacle) and found.what is Blocker.LINK
        if link or (found if isinstance(found, bytes) else None) != change.old:
            raise PlanError(f"{change.shown} changed while this command ran, so nothing was written: run it again")


def _clear(disk: Disk, before: Manifest) -> None:
    """Remove the temporary file that a killed run may have left."""
    reachable = [path for path in before.writing if not isinstance(disk.read(path), Obstacle)]
    for leftover in sorted({Path(disk.locate(path)).with_name(TEMPORARY) for path in [MANIFEST, *reachable]}):
        with _told(f"remove {leftover}"):
            leftover.unlink(missing_ok=True)


def _in_the_way(files: Sequence[Change]) -> set[str]:
    """Return what must be deleted first: what a new file needs as a folder, lies in, or differs from only by case."""
    written = {str(change.path).casefold() for change in files if change.new is not None}
    folders = {folder for path in written for folder in _folders(path)}
    removed = {str(change.path) for change in files if change.kind is ChangeKind.DELETE}
    return {
        path
        for path in removed
        if path.casefold() in written | folders or any(folder in written for folder in _folders(path.casefold()))
    }


def _folders(path: str) -> list[str]:
    return [path[:at] for at, character in enumerate(path) if character == "/"]


def _replace(disk: Disk, path: str, content: bytes) -> None:
    # In strings: a path of pathlib takes longer than what is done to its file.
    target = disk.locate(path)
    folder = target.rpartition("/")[0]
    temporary = f"{folder}/{TEMPORARY}"
    with _told(f"write {disk.roots.shown(path)}"):
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        try:
            _write_new(temporary, content)
            os.replace(temporary, target)  # noqa: PTH105
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise


def _write_new(path: str, content: bytes) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
    with os.fdopen(os.open(path, _CREATE, 0o644), "wb") as file:
        file.write(content)


def _delete(disk: Disk, paths: Collection[str]) -> None:
    for path in sorted(paths):
        with _told(f"delete {disk.roots.shown(path)}"):
            Path(disk.locate(path)).unlink(missing_ok=True)
    _prune(disk, paths)


def _prune(disk: Disk, paths: Iterable[str]) -> None:
    """Remove the folders that held these paths and are empty now."""
    for path in paths:
        root = disk.root(path)
        for folder in reversed(_folders(path)):
            try:
                Path(root, folder).rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                break


@contextmanager
def _locked(disk: Disk) -> Iterator[None]:
    """Keep a second run out of the output folder while this one writes."""
    with _told(f"lock {disk.roots.out}"):
        Path(disk.out).mkdir(parents=True, exist_ok=True)
        release = _lock_folder(disk)
    try:
        yield
    finally:
        release()


def _lock_folder(disk: Disk) -> Callable[[], None]:
    """Lock the folder itself: that leaves no file behind, and the system unlocks it when the run is killed."""
    try:
        import fcntl
    except ImportError:
        return _create_lock_file(disk)
    descriptor = os.open(disk.out, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise PlanError(f"another run is writing {disk.roots.out}: run this again when it is done") from None
    except OSError:  # some network file systems lock no folders
        os.close(descriptor)
        return _create_lock_file(disk)
    return lambda: os.close(descriptor)


def _create_lock_file(disk: Disk) -> Callable[[], None]:
    path = Path(disk.out, _LOCK)
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        raise PlanError(
            f"another run is writing {disk.roots.out}: run this again when it is done; "
            f"if none is running, one was killed: delete {disk.roots.shown(_LOCK)}"
        ) from None
    return path.unlink


@contextmanager
def _told(action: str) -> Iterator[None]:
    """Say in a person's words what the disk refused."""
    try:
        yield
    except OSError as error:
        raise PlanError(
            f"cannot {action}: {error.strerror or error}; solve that and run this again: it goes on where it stopped"
        ) from error
