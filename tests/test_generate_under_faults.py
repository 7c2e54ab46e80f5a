"""The whole command with the reference system: on a disk that fills up, and twice at once. Old or new, never half."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools import ROOT

pytestmark = pytest.mark.slow

COLLECTIQ = Path(sys.executable).with_name("collectiq")
TIGHT, WIDE = "400k", "16m"  # the reference system's output takes some 3 MB on a disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory and too small."""
    if mount(tmp_path, "-t", "tmpfs", "-o", f"size={TIGHT}", "tmpfs"):
        pytest.skip("only root makes disks here")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def mount(path: Path, *words: str) -> int:
    if os.geteuid() != 0:
        return 1
    return subprocess.run(["mount", *words, path], check=False, stderr=subprocess.DEVNULL).returncode


def generating(project: Path, *more: str) -> "subprocess.Popen[str]":
    spec, out = project / "collectiq.yaml", project / "generated"
    command = [str(COLLECTIQ), "generate", "--spec", str(spec), "--out", str(out), *more]
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def generate(project: Path, *more: str) -> tuple[int, str]:
    """Return the exit code, and what is said of problems."""
    process = generating(project, *more)
    _, said = process.communicate()
    return process.returncode, said


def start(project: Path) -> None:
    (project / "collectiq.yaml").write_bytes((ROOT / "collectiq.yaml").read_bytes())


def test_a_disk_that_fills_up_is_told_and_with_more_space_the_next_run_completes_the_work(disk: Path) -> None:
    start(disk)
    code, said = generate(disk)
    assert 3 == code
    assert "No space left on device; solve that and run this again: it goes on where it stopped" in said
    for path in (disk / "generated").rglob("*.tf"):
        assert (ROOT / path.relative_to(disk)).read_bytes() == path.read_bytes()
    assert 0 == mount(disk, "-o", f"remount,size={WIDE}")
    assert (0, 0) == (generate(disk)[0], generate(disk, "--check")[0])


def test_of_many_commands_at_once_each_writes_everything_or_says_that_another_one_does(tmp_path: Path) -> None:
    start(tmp_path)
    processes = [generating(tmp_path) for _ in range(4)]
    answers = [(process.communicate()[1], process.returncode) for process in processes]
    assert 0 in [code for _, code in answers]
    for said, code in answers:
        assert code == 0 or "run this again" in said or "run it again" in said
        assert code in (0, 3)
    assert 0 == generate(tmp_path, "--check")[0]
