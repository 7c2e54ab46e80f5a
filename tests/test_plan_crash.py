"""Killed at any write, out of space, shut out, or twice at once: nothing is lost, and the next run completes the work."""

import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest

from generator.apply import apply
from generator.containment import TEMPORARY
from generator.manifest import MANIFEST
from generator.plan import PlanError, Roots, compare

OLD = {
    "keep.tf": "same\n",
    "change.tf": "old " * 900,
    "docs/gone.md": "gone\n",
    "file": "was a file\n",
    "folder/deep/x": "was a folder\n",
    ".github/workflows/old.yml": "on: push\n",
}
NEW = {
    "keep.tf": "same\n",
    "change.tf": "new " * 900,
    "envs/dev/main.tf": "new\n",
    "file/inside": "now a folder\n",
    "folder": "now a file\n",
    ".tflint.hcl": "shop = true\n",
}
WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


@pytest.fixture
def project() -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def generate(files: Mapping[str, str], project: Path, *, force: bool = False) -> None:
    roots = Roots(project / "generated", project)
    apply(compare({PurePosixPath(path): text for path, text in files.items()}, roots, force=force), roots)


def tree(project: Path) -> dict[str, str]:
    files = {path.relative_to(project).as_posix(): path for path in project.rglob("*") if path.is_file()}
    return {name.removeprefix("generated/"): path.read_text() for name, path in files.items() if MANIFEST not in name}


def empty_folders(project: Path) -> list[Path]:
    return [path for path in project.rglob("*") if path.is_dir() and not any(path.iterdir())]


def in_child(action: Callable[[], None], files: Mapping[str, str], project: Path, *, force: bool = False) -> int:
    """Generate in a process of its own, prepared by `action`; return its exit code, negative for a signal."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            generate(files, project, force=force)
            code = 0
        except PlanError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dies_at(write: int) -> Callable[[], None]:
    def prepare() -> None:
        left = [write]

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            opens = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if opens or event in WRITES:
                left[0] -= 1
                if left[0] < 0:
                    os._exit(9)

        sys.addaudithook(hook)

    return prepare


def limits_files_to(size: int, *, fatal: bool) -> Callable[[], None]:
    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if fatal else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return prepare


def stop_for_ever(tell: int) -> None:
    os.write(tell, b"x")
    signal.pause()


def assert_old_or_new(project: Path) -> None:
    for path, text in tree(project).items():
        assert Path(path).name == TEMPORARY or text in (OLD.get(path), NEW.get(path))


@pytest.mark.parametrize(("before", "then"), [({}, NEW), (OLD, NEW), (OLD, OLD), (OLD, {"keep.tf": "same\n"})])
def test_killed_at_any_write_the_next_run_completes_the_work(
    before: dict[str, str], then: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "start").mkdir()
    generate(before, tmp_path / "start")
    for write in range(200):
        project = tmp_path / str(write)
        shutil.copytree(tmp_path / "start", project)
        code = in_child(dies_at(write), NEW, project)
        assert_old_or_new(project)
        generate(then, project)
        assert then == tree(project)
        assert [] == empty_folders(project)
        if code == 0:
            break
    assert 0 == code
    assert write > 8


def test_killed_in_a_forced_run_the_next_one_needs_no_force(tmp_path: Path) -> None:
    for write in range(200):
        project = tmp_path / str(write)
        (project / "generated").mkdir(parents=True)
        for name in ("a", "b", "c"):
            (project / "generated" / name).write_text("foreign\n")
        code = in_child(dies_at(write), dict.fromkeys("abc", "ours\n"), project, force=True)
        if (project / "generated" / MANIFEST).exists():
            generate(dict.fromkeys("abc", "ours\n"), project)
            assert dict.fromkeys("abc", "ours\n") == tree(project)
        if code == 0:
            break
    assert 0 == code


def test_killed_in_the_middle_of_a_file_leaves_the_old_one(project: Path) -> None:
    generate(OLD, project)
    assert -signal.SIGXFSZ == in_child(limits_files_to(2000, fatal=True), NEW, project)
    assert OLD["change.tf"] == (project / "generated/change.tf").read_text()
    generate(NEW, project)
    assert NEW == tree(project)


def test_a_left_over_of_the_very_first_write_goes_with_the_next_run(project: Path) -> None:
    generate(OLD, project)
    (project / "generated" / TEMPORARY).write_text("{")
    generate(OLD, project)
    assert OLD == tree(project)


def test_a_full_disk_is_told_and_the_next_run_completes_the_work(project: Path) -> None:
    generate(OLD, project)
    assert 3 == in_child(limits_files_to(2000, fatal=False), NEW, project)
    assert_old_or_new(project)
    assert not list(project.rglob(TEMPORARY))
    generate(NEW, project)
    assert NEW == tree(project)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_another_user_is_told_by_name(project: Path) -> None:
    generate(OLD, project)
    os.seteuid(65534)
    try:
        with pytest.raises(PlanError, match=r"cannot write generated/\.manifest\.json: Permission denied; solve that"):
            generate(NEW, project)
    finally:
        os.seteuid(0)
    assert OLD == tree(project)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder_is_told_by_name(project: Path) -> None:
    generate(OLD, project)
    (project / "generated").chmod(0o555)
    with pytest.raises(PlanError, match=r"cannot write generated/\.manifest\.json: Permission denied"):
        generate(NEW, project)
    (project / "generated").chmod(0o755)
    assert OLD == tree(project)


def test_a_name_too_long_for_the_disk_is_told(project: Path) -> None:
    with pytest.raises(PlanError, match="File name too long"):
        generate({"x" * 300: "x"}, project)


def test_a_file_that_changes_between_comparison_and_writing_is_kept(project: Path) -> None:
    generate(OLD, project)
    roots = Roots(project / "generated", project)
    changes = compare({PurePosixPath(path): text for path, text in NEW.items()}, roots)
    (project / "generated/change.tf").write_text("mine")
    with pytest.raises(PlanError, match=r"generated/change\.tf changed while this command ran, so nothing was written"):
        apply(changes, roots)
    assert {**OLD, "change.tf": "mine"} == tree(project)


@pytest.mark.parametrize("without_fcntl", [False, True])
def test_of_two_runs_at_once_one_is_told_to_wait(
    without_fcntl: bool,  # noqa: FBT001
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if without_fcntl:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    generate(OLD, project)
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sys.addaudithook(lambda event, _: stop_for_ever(writes) if event == "os.rename" else None)
            generate(NEW, project)
        finally:
            os._exit(1)
    os.close(writes)
    assert b"x" == os.read(reads, 1)
    with pytest.raises(PlanError, match=r"another run is writing .*generated: run this again when it is done"):
        generate(NEW, project)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    (project / "generated/.manifest.json.lock").unlink(missing_ok=True)
    generate(NEW, project)
    assert NEW == tree(project)
