"""`generate` stops early where nothing has changed, and only there; then it answers as it would have anyway."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.checkouts import SMALL, Checkout, Kept, elsewhere, generated, in_full, new_program, replace_by_folder, said
from tests.systems import CASES

MAIN = "generated/terraform/envs/dev/main.tf"


def same_length(file: Path, old: str, new: str) -> None:
    """Edit a file so that neither its length nor its time tells."""
    assert len(old) == len(new)
    before = file.stat()
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("case", sorted(path.parent.name for path in CASES.glob("*/collectiq.yaml")))
def test_stopping_early_is_answering_in_full(case: str, program: Checkout, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(CASES / case, project, ignore=shutil.ignore_patterns("expected"))
    first = program.generate(cwd=project)
    found = program.generate(cwd=project)
    assert said(in_full(program, cwd=project)) == said(found)
    assert (first.code == 0) == found.early


@pytest.mark.parametrize(
    "words",
    [
        ["--check"],
        ["--quiet"],
        ["-q", "--check"],
        ["--force"],
        ["--spec", "collectiq.yaml"],
        ["--spec=./collectiq.yaml"],
        ["--spec", ".//collectiq.yaml", "--check"],
    ],
    ids=" ".join,
)
def test_it_stops_early_however_the_options_are_written(words: list[str], project: Path, program: Checkout) -> None:
    found = program.generate(*words, cwd=project)
    assert found.early
    assert said(in_full(program, *words, cwd=project)) == said(found)


def test_it_stops_early_where_the_output_goes_elsewhere(project: Path, program: Checkout) -> None:
    assert 0 == program.generate("--out", "look", cwd=project).code
    assert program.generate("--out=look/", cwd=project).early
    assert not program.generate("--out", "other", cwd=project).early


def test_a_file_that_nobody_generated_is_none_of_its_business(project: Path, program: Checkout) -> None:
    (project / "generated" / "notes.txt").write_text("mine")
    found = program.generate(cwd=project)
    assert found.early
    assert said(in_full(program, cwd=project)) == said(found)


CHANGES: dict[str, Callable[[Path], object]] = {
    "the spec is edited": lambda place: same_length(place / "collectiq.yaml", "Lists", "Shows"),
    "the spec is gone": lambda place: (place / "collectiq.yaml").unlink(),
    "the spec is a folder": lambda place: replace_by_folder(place / "collectiq.yaml"),
    "the spec is a link": lambda place: elsewhere(place / "collectiq.yaml"),
    "a file is edited by hand": lambda place: same_length(place / MAIN, "tags", "Tags"),
    "a file is longer": lambda place: (place / MAIN).write_text((place / MAIN).read_text() + "\n"),
    "a file is gone": lambda place: (place / MAIN).unlink(),
    "a file is a link to itself elsewhere": lambda place: elsewhere(place / MAIN),
    "a file is a folder": lambda place: replace_by_folder(place / MAIN),
    "a file is a pipe": lambda place: replace_by_pipe(place / MAIN),
    "a folder is gone": lambda place: shutil.rmtree((place / MAIN).parent),
    "a folder is a link to itself elsewhere": lambda place: elsewhere((place / MAIN).parent),
    "all of the output is elsewhere": lambda place: elsewhere(place / "generated"),
    "the manifest is edited": lambda place: same_length(place / "generated/.manifest.json", "dev", "Dev"),
    "the manifest is gone": lambda place: (place / "generated/.manifest.json").unlink(),
    "a run was killed while it wrote": lambda place: (place / "generated/.collectiq-new").touch(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_does_not_stop_early_when(change: str, project: Path, program: Checkout) -> None:
    assert program.generate("--check", cwd=project).early
    CHANGES[change](project)
    assert not program.generate("--check", cwd=project).early


CHANGES_OF_FILES: dict[str, Callable[[Path], object]] = {
    "it is edited": lambda place: same_length(place / "infra/glue.tf", "resource", "Resource"),
    "it is gone": lambda place: (place / "infra/glue.tf").unlink(),
    "it is a link": lambda place: elsewhere(place / "infra/glue.tf"),
    "it is behind a link that leaves the project": lambda place: leave(place / "infra"),
}


def leave(folder: Path) -> None:
    folder.symlink_to(folder.rename(folder.parents[1] / "outside"))


@pytest.mark.parametrize("change", CHANGES_OF_FILES)
def test_of_a_file_that_the_spec_names_it_notices_when(change: str, with_files: Kept, program: Checkout) -> None:
    project = with_files.restored()
    assert program.generate("--check", cwd=project).early
    CHANGES_OF_FILES[change](project)
    assert not program.generate("--check", cwd=project).early


CHANGES_OF_THE_PROGRAM: dict[str, Callable[[Checkout], object]] = {
    "its version is another": lambda program: program.edit("generator/__init__.py", "VERSION += '+1'\n"),
    "a module is edited": lambda program: program.edit("generator/names.py", "# edited\n"),
    "a module that it did not use is edited": lambda program: program.edit("generator/report.py", "# edited\n"),
    "a template is edited": lambda program: program.edit("templates/terraform/envs/main.tf.j2", "# edited\n"),
    "the schema is edited": lambda program: program.edit("schema/kinds/function.json", "\n"),
    "a table of facts is edited": lambda program: program.edit("generator/iam_actions.json", "\n"),
    "a part of the schema is added": lambda program: (program.folder / "schema/kinds/new.json").write_text("{}"),
    "a module could stand in for another": lambda program: (program.folder / "more.py").touch(),
    "a rule has a page of its own": lambda program: (program.folder / "tests/rules/new.md").touch(),
}


@pytest.mark.parametrize("change", CHANGES_OF_THE_PROGRAM)
def test_of_the_program_it_notices_when(change: str, tmp_path: Path) -> None:
    program = new_program(tmp_path)
    project = generated(SMALL, tmp_path / "project", program)
    CHANGES_OF_THE_PROGRAM[change](program)
    assert not program.generate("--check", cwd=project).early


def test_nothing_is_kept_while_the_program_is_being_changed(tmp_path: Path, project: Path) -> None:
    program = new_program(tmp_path)
    program.edit("generator/names.py", "# edited\n")
    assert 0 == program.generate(cwd=project).code
    assert not program.cache.exists()


def test_it_does_not_stop_early_with_modules_from_elsewhere(project: Path, program: Checkout, tmp_path: Path) -> None:
    other = replace(new_program(tmp_path), cache=program.cache)
    assert not other.generate("--check", cwd=project).early
