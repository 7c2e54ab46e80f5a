"""What `collectiq generate --watch` does: it generates again whenever the spec, or a file that it names, is saved.

It looks at these few files every 5 ms. That takes less than a hundredth of a processor, and works on every file system
and with every way in which editors save.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator import program
from generator.attachments import on_disk
from generator.commands.generating import Asked, Done, run
from generator.incremental import Incremental
from generator.last_run import Stamp, stamp
from generator.plan_error import PlanError
from generator.terminal import tell

_LOOK_S = 0.005
# What is being saved is whole, and there again, when it has been the same for so long; after a while it stays as it is.
_SETTLED_S = 0.003
_PATIENCE_S = 0.5
# The program has hundreds of files, so only one look a second is at them, too.
_RARELY = 200

_ANOTHER: Stamp = (0, 0, 0, 0)  # of a file that was named for the first time, and has changed since it was read

Stamps = Mapping[Path, Stamp | None]


class _Stop:
    """Whether somebody has asked for the end; a run that is under way is completed first."""

    def __init__(self) -> None:
        self.is_wanted = False
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGTERM, self._ask)

    def _ask(self, *_: Any) -> None:
        self.is_wanted = True


def watch(asked: Asked) -> None:
    """Generate, and do so again on every save, until somebody interrupts."""
    stop = _Stop()
    kept = Incremental()
    if not asked.quiet:
        tell(f"Watching {asked.spec} and the files that it names: Ctrl-C ends this.")
    seen: Stamps = {asked.spec: stamp(str(asked.spec))}
    ours = {path: stamp(path) for path in program.files()}
    while not stop.is_wanted:
        done = _run(asked, kept)
        seen = _inputs(asked, seen, done) if done else seen
        _wait(stop, seen, ours)
        seen = _settled(asked.spec, seen)
    if not asked.quiet:
        tell("stopped")


def _run(asked: Asked, kept: Incremental) -> Done | None:
    """Generate once; None where the disk stopped it."""
    gc.disable()
    try:
        return run(asked, kept)
    except PlanError as error:
        tell(str(error))
        return None
    finally:
        gc.enable()
        gc.collect()  # nobody waits for it now


def _inputs(asked: Asked, before: Stamps, done: Done) -> Stamps:
    """Return what the run has seen of each file that it depends on, which is not always what stands there now."""
    folder = asked.spec.parent
    seen = {asked.spec: before[asked.spec]}
    for name, text in done.compiled.attachments.items():
        path = folder / name
        now = stamp(str(path))
        seen[path] = before.get(path, now if on_disk(folder, name) == text else _ANOTHER)
    return seen


def _look(paths: Stamps) -> Stamps:
    return {path: stamp(str(path)) for path in paths}


def _wait(stop: _Stop, seen: Stamps, ours: Mapping[str, Stamp | None]) -> None:
    """Wait until an input changes or somebody interrupts; begin anew where the program has changed."""
    looks = 0
    while not stop.is_wanted and _look(seen) == seen:
        time.sleep(_LOOK_S)
        looks += 1
        if looks % _RARELY == 0 and any(stamp(path) != known for path, known in ours.items()):
            tell("collectiq itself has changed, and starts again.")
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the very same command


def _settled(spec: Path, paths: Stamps) -> Stamps:
    """Return the inputs' stamps once they stay the same and the spec is there, or after a while as they are."""
    found = _look(paths)
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        time.sleep(_SETTLED_S)
        before, found = found, _look(paths)
        if found == before and _has_text(found[spec]):
            break
    return found


def _has_text(found: Stamp | None) -> bool:
    return found is not None and found[2] > 0
