"""The program in a place of its own: a test may change it, and what other tests do beside it makes no difference."""

import os
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.systems import CASES
from tests.tools import ROOT, run

# Prints, as the last line of what it tells, which modules it has imported.
PRINTED = """
import sys
from generator.start import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
SMALL = CASES / "two_regions_share_their_data"
WITH_FILES = CASES / "an_order_pipeline_needs_no_api"
NOWHERE = Path("/dev/null/nowhere")
PARTS = ("generator", "schema", "templates", "tests/rules", "tests/audit/rules", "tests/changes")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered. modules: those that it had imported in the end."""

    code: int
    printed: str
    told: str
    modules: frozenset[str]

    @property
    def early(self) -> bool:
        """Tell whether it stopped before it read its options as a whole."""
        return "generator.plain" not in self.modules


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout of links to this one; `cache` is where its runs keep what they keep."""

    folder: Path
    cache: Path

    def command(self, *words: str | Path, code: str = PRINTED) -> list[str | Path]:
        """Return the command line of `collectiq` with these words, or of another program."""
        return [sys.executable, "-S", "-P", "-c", code, *words]

    def environment(self, cache: Path | None = None) -> dict[str, str]:
        """Return the environment of its runs. cache: another one than its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        path = os.pathsep.join([str(self.folder), *site.getsitepackages()])
        return {**kept, "PYTHONPATH": path, "XDG_CACHE_HOME": str(cache or self.cache)}

    def generate(self, *words: str | Path, cwd: Path, cache: Path | None = None) -> Answer:
        """Run `collectiq generate`."""
        return self.run("generate", *words, cwd=cwd, cache=cache)

    def run(self, *words: str | Path, cwd: Path, cache: Path | None = None, code: str = PRINTED) -> Answer:
        """Run `collectiq`, or another program."""
        return answer(run(self.command(*words, code=code), cwd=cwd, environment=self.environment(cache)))

    def edit(self, name: str, more: str) -> None:
        """Put a copy with more text in a file's place."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8") + more
        file.unlink()
        file.write_text(text, encoding="utf-8")


def answer(done: subprocess.CompletedProcess[str]) -> Answer:
    """Return what a process answered."""
    told, _, modules = done.stderr.rstrip("\n").rpartition("\n")
    return Answer(done.returncode, done.stdout, told, frozenset(modules.split()))


def checkout(folder: Path, cache: Path) -> Checkout:
    """Make a checkout; its compiled modules are those of this one."""
    for part in PARTS:
        for where, below, names in os.walk(ROOT / part):
            place = folder / Path(where).relative_to(ROOT)
            place.mkdir(parents=True, exist_ok=True)
            for name in [*names, *("__pycache__" for one in below if one == "__pycache__")]:
                (place / name).symlink_to(Path(where, name))
            below[:] = [name for name in below if name != "__pycache__"]
    return Checkout(folder, cache)


@dataclass(frozen=True, slots=True)
class Kept:
    """A system with all of its output, and a record of the run that made it, to be had again and again.

    live: what a test may change. pristine: what it was.
    """

    program: Checkout
    live: Path
    pristine: Path

    def restored(self) -> Path:
        """Return its folder, as new."""
        for changed in (self.live, self.program.cache):
            shutil.rmtree(changed, ignore_errors=True)
            shutil.copytree(self.pristine / changed.name, changed)
        return self.live / "project"


def keep(case: Path, program: Checkout, place: Path) -> Kept:
    shutil.rmtree(program.cache, ignore_errors=True)
    generated(case, place / "live" / "project", program)
    shutil.copytree(place / "live", place / "pristine" / "live")
    shutil.copytree(program.cache, place / "pristine" / program.cache.name)
    return Kept(program, place / "live", place / "pristine")


def new_program(place: Path) -> Checkout:
    return checkout(place / "program", place / "cache")


def generated(case: Path, project: Path, program: Checkout) -> Path:
    shutil.copytree(case, project, ignore=shutil.ignore_patterns("expected"))
    assert program.generate("--quiet", cwd=project).code == 0
    assert program.generate("--check", cwd=project).early
    return project


def in_full(program: Checkout, *words: str | Path, cwd: Path) -> Answer:
    """Return what a run answers that knows of no earlier one."""
    found = program.generate(*words, cwd=cwd, cache=NOWHERE)
    assert not found.early
    return found


def said(found: Answer) -> tuple[int, str, str]:
    return found.code, found.printed, found.told


def elsewhere(path: Path) -> None:
    """Move a file or folder away and link to it."""
    moved = path.rename(path.with_name(f"{path.name}.moved"))
    path.symlink_to(moved)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
