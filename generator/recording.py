"""Keeps the record by which last_run.py tells that the next run has nothing to do.

What goes into it is what the run used: the spec and the output by the very bytes that were read and made, whatever the
disk has held since. Only the program is looked at after the fact, so nothing is kept while its files are changing.
"""

import io
import marshal
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from generator import program
from generator.facts import Fact
from generator.last_run import Record, content, digest, names, record_place, stamp
from generator.plan import folders_of

# Longer than any file system takes one moment for another.
_RECENT_NS = 2_000_000_000
_MOST = 100


class Run(Fact):
    """A run that left the output as the spec says.

    spec, out: as they were asked for. began_ns: nanoseconds since 1970. places: folders that may be symbolic links.
    text: of the spec. attachments: texts by file. output: all that stands on the disk now, by its whole path.
    absent: what must not stand there. told: what it told apart from the state of the output. coloured: in colours.
    """

    spec: Path
    out: Path | None
    began_ns: int
    places: tuple[Path, ...]
    text: str
    attachments: Mapping[Path, str]
    output: Mapping[str, bytes]
    absent: str
    told: str
    coloured: bool


def keep(run: Run) -> None:
    """Keep a record of a run, where the disk lets us."""
    place = record_place(str(run.spec), None if run.out is None else str(run.out))
    if place:
        with suppress(OSError):
            _keep(run, Path(place))


def _keep(run: Run, place: Path) -> None:
    read = {os.path.realpath(run.spec): digest(run.text.encode()), **dict(_attachments(run))}
    used, folders = program.parts()
    files = {path: stamp(path) for path in used}
    youngest = max(max(found[:2]) for found in files.values() if found)
    if len(read) <= len(run.attachments) or youngest > run.began_ns - _RECENT_NS:
        return
    record: Record = (
        run.told,
        run.coloured,
        len(run.output),
        {str(path): os.path.realpath(path) for path in (*run.places, run.spec, *run.attachments)},
        {**files, run.absent: None},
        {folder: names(folder) for folder in folders},
        read,
        tuple(sorted(folders_of(run.output))),
        {path: digest(text) for path, text in run.output.items()},
    )
    _write(place, marshal.dumps(record))


def _attachments(run: Run) -> Iterator[tuple[str, bytes]]:
    """Yield the digest of each file that the spec names, by its real path, unless it reads otherwise now."""
    for path, text in run.attachments.items():
        real = os.path.realpath(path)
        found = content(real)
        if found is not None and io.StringIO(found.decode(errors="replace"), newline=None).getvalue() == text:
            yield real, digest(found)


def _write(place: Path, text: bytes) -> None:
    """Write a record whole, for this user alone, and let the oldest ones go."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
        file.write(digest(text) + text)
    part.replace(place)
    kept = sorted(place.parent.iterdir(), key=lambda path: path.lstat().st_mtime_ns)
    for old in kept[:-_MOST]:
        old.unlink(missing_ok=True)
