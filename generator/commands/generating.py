"""What `collectiq generate` does, and what `collectiq diff` shares with it."""

import sys
from time import time_ns
from typing import TYPE_CHECKING

from generator.colours import colour
from generator.facts import Fact
from generator.last_run import up_to_date
from generator.terminal import MISUSE, NO, say, tell, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from generator.containment import Roots
    from generator.diagnostics import Diagnostic
    from generator.incremental import Incremental
    from generator.pipeline import Compiled
    from generator.plan import Change

_OUT = "generated"


class Asked(Fact):
    """The options of `generate`. out: `generated/` beside the spec by default."""

    spec: "Path"
    out: "Path | None"
    check: bool
    force: bool
    quiet: bool
    watch: bool


class Done(Fact):
    """What became of a run. code: of the exit."""

    code: int
    compiled: "Compiled"


def generate(asked: Asked) -> None:
    """Write everything that a spec describes, once or on every save, or tell whether it stands there."""
    if asked.watch and asked.check:
        tell("--check tells once whether the output is what the spec says, and --watch goes on: give one of them")
        sys.exit(MISUSE)
    if asked.watch:
        from generator.commands.watching import watch

        watch(asked)
    elif code := run(asked).code:
        sys.exit(code)


def run(asked: Asked, kept: "Incremental | None" = None) -> Done:
    """Do once what is asked for; raises PlanError. kept: of earlier runs in this process."""
    from generator import apply
    from generator.pipeline import compile_spec
    from generator.plan import planned

    began_ns = time_ns()
    places = roots(asked.spec, asked.out)
    compiled = compile_spec(asked.spec)
    told = _told(compiled.diagnostics, compiled)
    if compiled.model is None:
        return Done(verdict(compiled), compiled)
    rendered = compiled.rendered(kept)
    told += _told(compiled.idle(rendered), compiled)
    changes, output = planned(wanted(rendered, places), places, force=asked.force)
    if _foreign(changes):
        return Done(NO, compiled)
    if not asked.check:
        apply.apply(changes, places)
    _say(changes, len(output), asked)
    if asked.check and changes:
        return Done(NO, compiled)
    _keep(asked, compiled, output, told, began_ns)
    return Done(0, compiled)


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


def _told(problems: "Iterable[Diagnostic]", compiled: "Compiled") -> str:
    """Tell problems, and return what was told."""
    from generator import report

    text = report.text(problems, compiled.source, colour=colour(sys.stderr.isatty()))
    if not text:
        return ""
    tell(text)
    return f"{text}\n"


def _foreign(changes: "Sequence[Change]") -> bool:
    """Tell which files are not ours, and whether there are any."""
    from generator.plan import ChangeKind

    foreign = [change for change in changes if change.kind is ChangeKind.NOT_OURS]
    for change in foreign:
        tell(f"! {change.shown} {change.reason}")
    if foreign:
        tell("Nothing was written.")
    return bool(foreign)


def _say(changes: "Sequence[Change]", files: int, asked: Asked) -> None:
    if not asked.quiet:
        for change in changes:
            say(f"{change.kind} {change.shown}")
    if not asked.quiet or (asked.check and changes):
        tell(_summary(changes, files, check=asked.check))


def _summary(changes: "Sequence[Change]", files: int, *, check: bool) -> str:
    if not changes:
        return up_to_date(files)
    if check:
        return f"{len(changes)} of {files} files are not what the spec says: run collectiq generate."
    return f"{len(changes)} of {files} files written or removed."


def _keep(asked: Asked, compiled: "Compiled", output: "Mapping[str, bytes]", told: str, began_ns: int) -> None:
    """Keep a record of a run after which all is up to date, for the next one to stop early."""
    from generator import recording
    from generator.containment import TEMPORARY, Disk

    places = roots(asked.spec, asked.out)
    disk = Disk(places)
    attachments = {asked.spec.parent / name: text for name, text in compiled.attachments.items() if text is not None}
    recording.keep(
        recording.Run(
            spec=asked.spec,
            out=asked.out,
            began_ns=began_ns,
            places=(places.project, places.out, places.project / _OUT),
            text=compiled.source.text,
            attachments=attachments,
            output={disk.locate(path): content for path, content in output.items()},
            absent=f"{disk.out}/{TEMPORARY}",
            told=told,
            coloured=colour(sys.stderr.isatty()),
        )
    )
