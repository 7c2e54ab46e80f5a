"""`generate --watch` answers every save as `generate` would, until it is interrupted."""

import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.checkouts import checkout
from tests.systems import CASES
from tests.tools import run

SMALL = CASES / "two_regions_share_their_data"
WITH_FILES = CASES / "an_order_pipeline_needs_no_api"
PATIENCE_S = 120
COMMAND = [sys.executable, "-c", "from generator.start import main; main()", "generate"]


class Watching:
    """A run of `collectiq generate --watch` in a folder, and what it says."""

    def __init__(self, command: list[str | Path], folder: Path, environment: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def until(self, pattern: str) -> list[str]:
        """Return what it says, up to the line that matches."""
        said: list[str] = []
        while not (said and re.search(pattern, said[-1])):
            line = self._lines.get(timeout=PATIENCE_S)
            assert line is not None, f"it ended: {said}"
            said.append(line)
        return said

    def edit(self, old: str, new: str, name: str = "collectiq.yaml") -> None:
        """Save a file with other words in it."""
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self._reader.join()
        with self.process:
            pass

    def interrupt(self, number: signal.Signals) -> tuple[int, list[str]]:
        """Return the exit code, and the last words."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        return code, list(iter(lambda: self._lines.get(timeout=PATIENCE_S), None))


Watch = Callable[..., Watching]


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Watch a copy of a case from its first run on."""
    started = []

    def start(case: Path, *words: str) -> Watching:
        folder = tmp_path / "project"
        shutil.copytree(case, folder, ignore=shutil.ignore_patterns("expected"))
        watching = Watching([*COMMAND, "--watch", *words], folder)
        started.append(watching)
        watching.until("files written or removed|1 error")
        return watching

    yield start
    for watching in started:
        watching.close()


def test_a_save_is_answered_with_what_changed(watch: Watch) -> None:
    watching = watch(SMALL)
    watching.edit("Lists notes.", "Shows notes.")
    said = watching.until("written or removed")
    assert "~ generated/terraform/envs/dev/lambda_fn.tf" in said
    assert "Shows notes." in (watching.folder / "generated/terraform/envs/dev/lambda_fn.tf").read_text()
    assert not [line for line in said if line.startswith("+")]


def test_what_is_not_described_any_more_is_removed_and_named(watch: Watch) -> None:
    watching = watch(SMALL)
    spec = (watching.folder / "collectiq.yaml").read_text()
    (watching.folder / "collectiq.yaml").write_text(re.sub(r"(?m)^  prod:.*\n(    .*\n)*", "", spec))
    assert "- generated/terraform/envs/prod/main.tf" in watching.until("written or removed")


def test_a_mistake_is_told_and_the_next_save_is_answered(watch: Watch) -> None:
    watching = watch(SMALL)
    watching.edit("functions:", "functionz:")
    assert any('did you mean "functions"' in line for line in watching.until("error(s)?$"))
    watching.edit("functionz:", "functions:")
    watching.until("files are up to date")


def test_a_save_by_renaming_is_answered(watch: Watch) -> None:
    watching = watch(SMALL)
    new = watching.folder / "collectiq.yaml~"
    new.write_text((watching.folder / "collectiq.yaml").read_text().replace("Lists notes.", "Shows notes."))
    new.rename(watching.folder / "collectiq.yaml")
    assert "~ generated/terraform/envs/dev/lambda_fn.tf" in watching.until("written or removed")


def test_it_outlives_the_spec(watch: Watch) -> None:
    watching = watch(SMALL)
    kept = (watching.folder / "collectiq.yaml").rename(watching.folder / "kept.yaml")
    watching.until("there is no such file")
    kept.rename(watching.folder / "collectiq.yaml")
    watching.until("files are up to date")


def test_files_that_the_spec_names_are_watched_too(watch: Watch) -> None:
    watching = watch(WITH_FILES)
    named = watching.folder / "infra/glue.tf"
    named.write_text(f"# Mine.\n{named.read_text()}")
    assert any(line.startswith("~ ") and line.endswith("glue.tf") for line in watching.until("written or removed"))


def test_a_file_that_is_named_and_missing_is_waited_for(watch: Watch) -> None:
    watching = watch(WITH_FILES)
    named = watching.folder / "infra/glue.tf"
    kept = named.rename(named.with_suffix(".kept"))
    watching.until("cannot be read")
    kept.rename(named)
    watching.until("files are up to date")


def test_a_hand_edit_is_told_and_kept(watch: Watch) -> None:
    watching = watch(SMALL)
    main = watching.folder / "generated/terraform/envs/dev/main.tf"
    main.write_text("mine")
    watching.edit("Lists notes.", "Shows notes.")
    watching.until("Nothing was written")
    assert main.read_text() == "mine"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_well(number: signal.Signals, watch: Watch) -> None:
    watching = watch(SMALL)
    assert (0, ["stopped"]) == watching.interrupt(number)
    assert 0 == run([*COMMAND, "--check"], cwd=watching.folder).returncode


def test_what_it_wrote_needs_no_second_run(watch: Watch) -> None:
    watching = watch(SMALL)
    watching.edit("Lists notes.", "Shows notes.")
    watching.until("written or removed")
    answer = run([*COMMAND, "--check"], cwd=watching.folder)
    assert (answer.returncode, answer.stdout) == (0, "")


def test_it_starts_again_as_the_program_that_it_has_become(tmp_path: Path) -> None:
    program = checkout(tmp_path / "program", tmp_path / "cache")
    folder = shutil.copytree(SMALL, tmp_path / "project", ignore=shutil.ignore_patterns("expected"))
    watching = Watching(program.command("generate", "--watch"), folder, program.environment())
    watching.until("written or removed")
    program.edit("templates/terraform/envs/main.tf.j2", "# More.\n")
    watching.until("starts again")
    assert "~ generated/terraform/envs/dev/main.tf" in watching.until("written or removed")
    watching.close()


def test_looking_once_and_going_on_exclude_each_other(tmp_path: Path) -> None:
    answer = run([*COMMAND, "--watch", "--check"], cwd=tmp_path)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "give one of them" in answer.stderr
