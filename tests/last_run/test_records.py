"""What a record of a run holds, and that nobody has to care for it."""

import marshal
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from site import getsitepackages
from zoneinfo import TZPATH

import pytest

from generator.last_run import DIGEST_BYTES
from tests.checkouts import SMALL, Checkout, Kept, answer, elsewhere, generated, in_full, replace_by_folder, said
from tests.tools import run

MAIN = "generated/terraform/envs/dev/main.tf"
UNUSED = """
exceptions:
  idle: {rule: open-route, at: api, reason: It is open., owner: Notes team, expires: "2030-01-01"}
"""

# Prints what is opened while a command runs.
OPENED = """
import sys
sys.addaudithook(lambda event, words: print(words[0]) if event == "open" else None)
from generator.start import main
main()
"""


def record(program: Checkout) -> Path:
    (found,) = (program.cache / "collectiq").iterdir()
    return found


def known(file: Path) -> set[str]:
    """Return the paths of what a record holds."""
    _, _, _, links, stamps, held, inputs, folders, files = marshal.loads(file.read_bytes()[DIGEST_BYTES:])
    return {*links, *stamps, *held, *inputs, *folders, *files}


def on_a_terminal(program: Checkout, project: Path) -> str:
    """Return what a run tells a person who sees colours."""
    ours, theirs = os.openpty()
    environment = {**program.environment(), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    subprocess.run(program.command("generate", "--quiet"), cwd=project, env=environment, stderr=theirs, check=True)
    os.close(theirs)
    told = os.read(ours, 1000).decode()
    os.close(ours)
    return told


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-1]),
    "damaged": damage,
    "a link": elsewhere,
    "a folder": replace_by_folder,
    "open to others": lambda file: file.chmod(0o666),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_it_does_without_a_record_that_is(what: str, project: Path, program: Checkout) -> None:
    DAMAGES[what](record(program))
    found = program.generate("--check", cwd=project)
    assert not found.early
    assert said(in_full(program, "--check", cwd=project)) == said(found)


def test_records_of_many_systems_stand_side_by_side(program: Checkout, tmp_path: Path) -> None:
    projects = [generated(SMALL, tmp_path / name, program) for name in ("one", "other")]
    assert [True, True] == [program.generate(cwd=project).early for project in projects]


def test_old_records_are_removed(project: Path, program: Checkout) -> None:
    old = [program.cache / "collectiq" / str(number) for number in range(150)]
    for path in old:
        path.touch()
        os.utime(path, (0, 0))
    (project / MAIN).unlink()
    assert 0 == program.generate(cwd=project).code
    assert program.generate(cwd=project).early
    assert len(list((program.cache / "collectiq").iterdir())) == 100


def test_all_that_a_run_reads_is_in_its_record(with_files: Kept, program: Checkout) -> None:
    """A new kind of input fails here until the record holds it."""
    project = with_files.restored()
    (project / "generated/terraform/envs/live/main.tf").unlink()  # so that the run is one in full
    printed = program.run("generate", cwd=project, code=OPENED).printed
    opened = {os.path.normpath(project / line) for line in printed.splitlines() if not line.startswith("+")}
    listed = {os.path.normpath(project / path) for path in known(record(program))}
    # The database of time zones is known by its folder, a package by its modules.
    others = {path for path in opened for top in (*TZPATH, *getsitepackages()) if path.startswith(f"{top}/")}
    compiled = {path for path in opened if path.endswith(".pyc")}
    temporary = {path for path in opened if path.startswith(str(program.cache)) or path.endswith(".collectiq-new")}
    assert {str(project / "infra/glue.tf"), str(project / "collectiq.yaml")} <= opened
    assert set() == {path for path in opened - listed - others - compiled - temporary if Path(path).is_file()}


def test_warnings_are_told_again(program: Checkout, tmp_path: Path) -> None:
    project = generated(SMALL, tmp_path / "project", program)
    spec = project / "collectiq.yaml"
    spec.write_text(spec.read_text(encoding="utf-8") + UNUSED, encoding="utf-8")
    first = program.generate("--quiet", cwd=project)
    assert "1 warning" in first.told
    found = program.generate("--quiet", "--check", cwd=project)
    assert found.early
    assert said(first) == said(found)


def test_warnings_in_colours_are_not_those_without(program: Checkout, tmp_path: Path) -> None:
    project = generated(SMALL, tmp_path / "project", program)
    spec = project / "collectiq.yaml"
    spec.write_text(spec.read_text(encoding="utf-8") + UNUSED, encoding="utf-8")
    assert "\x1b[" not in program.generate("--quiet", cwd=project).told
    assert "\x1b[" in on_a_terminal(program, project)
    assert "\x1b[" not in program.generate("--quiet", cwd=project).told


def test_what_stops_early_imports_next_to_nothing(program: Checkout, project: Path) -> None:
    nothing = program.run(cwd=project, code="import os, sys; print(*sys.modules, file=sys.stderr)").modules
    found = program.generate(cwd=project)
    at_once = {"gc", "generator", "generator.start"}
    assert at_once == program.run("--version", cwd=project).modules - nothing
    assert (
        at_once | {"generator.colours", "generator.last_run", "generator.options", "_blake2"} == found.modules - nothing
    )


def test_it_stops_early_after_python_has_compiled_a_module(program: Checkout, project: Path) -> None:
    for folder in ("schema", "templates"):
        (program.folder / folder / "__pycache__").mkdir()
    assert program.generate(cwd=project).early


def test_without_a_home_nothing_is_kept(program: Checkout, project: Path) -> None:
    environment = program.environment()
    for name in ("HOME", "XDG_CACHE_HOME"):
        environment.pop(name)
    for _ in range(2):
        done = run(program.command("generate"), cwd=project, environment=environment)
        assert (done.returncode, answer(done).early) == (0, False)
