"""The command as a person runs it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import ROOT, run

SMALL = ROOT / "tests/cases/two_regions_share_their_data/collectiq.yaml"
COMMANDS = ("generate", "diff", "validate", "schema", "init")


def collectiq(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return run(
        [sys.executable, "-c", "from generator.start import main; main()", *words], cwd=cwd, environment=environment
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a valid spec in it."""
    shutil.copy(SMALL, tmp_path)
    return tmp_path


@pytest.fixture
def generated(project: Path) -> Path:
    """A folder with a valid spec and its output."""
    assert collectiq("generate", "--quiet", cwd=project).returncode == 0
    return project


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_generate_names_every_file_it_writes(project: Path) -> None:
    answer = collectiq("generate", cwd=project)
    written = {str(path.relative_to(project)) for path in (project / "generated").rglob("*") if path.is_file()}
    assert {line.removeprefix("+ ") for line in answer.stdout.splitlines()} == written
    assert answer.returncode == 0


def test_a_second_generate_writes_nothing(generated: Path) -> None:
    before = contents(generated)
    answer = collectiq("generate", cwd=generated)
    assert (answer.returncode, answer.stdout, contents(generated)) == (0, "", before)


def test_check_fails_and_writes_nothing_when_the_output_is_stale(generated: Path) -> None:
    spec = generated / "collectiq.yaml"
    spec.write_text(spec.read_text().replace("Lists notes.", "Lists all notes."))
    before = contents(generated)
    answer = collectiq("generate", "--check", cwd=generated)
    assert answer.returncode == 1
    assert "~ generated/terraform/envs/dev/lambda_fn.tf" in answer.stdout.splitlines()
    assert "run collectiq generate" in answer.stderr
    assert contents(generated) == before


def test_a_hand_edited_file_is_named_and_kept(generated: Path) -> None:
    edited = generated / "generated/terraform/envs/dev/main.tf"
    edited.write_text("# mine\n")
    answer = collectiq("generate", cwd=generated)
    assert (answer.returncode, edited.read_text()) == (1, "# mine\n")
    assert "generated/terraform/envs/dev/main.tf" in answer.stderr


def test_force_replaces_a_hand_edited_file(generated: Path) -> None:
    edited = generated / "generated/terraform/envs/dev/main.tf"
    before = edited.read_text()
    edited.write_text("# mine\n")
    assert collectiq("generate", "--force", cwd=generated).returncode == 0
    assert edited.read_text() == before


def test_diff_shows_creations_and_deletions_and_writes_nothing(generated: Path) -> None:
    spec = generated / "collectiq.yaml"
    spec.write_text(
        spec.read_text().replace("  prod: {regions: [us-east-1, eu-west-1]", "  live: {regions: [us-east-1]")
    )
    before = contents(generated)
    answer = collectiq("diff", cwd=generated)
    assert answer.returncode == 1
    assert "--- a/generated/terraform/envs/prod/main.tf\n+++ /dev/null\n" in answer.stdout
    assert "--- /dev/null\n+++ b/generated/terraform/envs/live/main.tf\n" in answer.stdout
    assert contents(generated) == before


def test_output_of_a_removed_environment_is_removed(generated: Path) -> None:
    spec = generated / "collectiq.yaml"
    spec.write_text(spec.read_text().replace("[us-east-1, eu-west-1]", "[us-east-1]"))
    assert collectiq("generate", cwd=generated).returncode == 0
    assert not (generated / "generated/terraform/envs/prod-eu-west-1").exists()


def test_every_problem_is_told_in_one_run_and_nothing_is_written(project: Path) -> None:
    spec = project / "collectiq.yaml"
    spec.write_text(
        spec.read_text()
        .replace("tables.notes}", "tables.note}")
        .replace("memory", "memroy")
        .replace("GET /notes: {function: notes_list", "GET /notes: {function: note_list")
    )
    answer = collectiq("generate", cwd=project)
    assert answer.returncode == 1
    assert 'table "note" is not declared; did you mean "notes"?' in answer.stderr
    assert 'function "note_list" is not declared; did you mean "notes_list"?' in answer.stderr
    assert not (project / "generated").exists()


def test_validate_speaks_json(project: Path) -> None:
    spec = project / "collectiq.yaml"
    spec.write_text(spec.read_text().replace("tables.notes}", "tables.note}"))
    answer = collectiq("validate", "--format", "json", cwd=project)
    [problem] = json.loads(answer.stdout)
    assert (answer.returncode, problem["rule"], problem["line"]) == (1, "dangling-reference", 25)


def test_a_missing_spec_is_wrong_use_and_says_the_way_out(tmp_path: Path) -> None:
    answer = collectiq("generate", cwd=tmp_path)
    assert answer.returncode == 2
    assert "collectiq init" in answer.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_the_environments_fault(project: Path) -> None:
    project.chmod(0o555)
    assert collectiq("generate", cwd=project).returncode == 3


def test_an_output_folder_that_is_a_file_is_the_environments_fault(project: Path) -> None:
    (project / "generated").write_text("")
    answer = collectiq("generate", cwd=project)
    assert answer.returncode == 3
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, tmp_path: Path) -> None:
    answer = collectiq(command, "--help", cwd=tmp_path)
    assert (answer.returncode, f"Example: collectiq {command}" in answer.stdout) == (0, True)


def test_an_unknown_option_is_wrong_use(tmp_path: Path) -> None:
    assert collectiq("generate", "--wrong", cwd=tmp_path).returncode == 2


def test_the_starter_generates_as_it_stands(tmp_path: Path) -> None:
    assert collectiq("init", "shop", cwd=tmp_path).returncode == 0
    assert collectiq("generate", cwd=tmp_path / "shop").returncode == 0
    assert collectiq("generate", "--check", cwd=tmp_path / "shop").returncode == 0


def test_the_starter_keeps_what_commands_make_out_of_git_and_all_that_is_generated_in_it(tmp_path: Path) -> None:
    assert collectiq("init", "shop", cwd=tmp_path).returncode == 0
    shop = tmp_path / "shop"
    assert collectiq("generate", cwd=shop).returncode == 0
    subprocess.run(["git", "init", "--quiet", shop], check=True)
    written = {str(path.relative_to(shop)) for path in shop.rglob("*") if path.is_file() and ".git" not in path.parts}
    root = "generated/terraform/envs/dev"
    made = {
        "dist/todos.zip", "site/index.html", "handlers/todos/__pycache__/app.cpython-313.pyc", "generated/terraform/bootstrap/111122223333.tfstate",
        f"{root}/.terraform/modules/modules.json", f"{root}/packages.auto.tfvars.json", f"{root}/plan.tfplan", f"{root}/terraform.tfstate.backup",
    }  # fmt: skip
    for path in made:
        (shop / path).parent.mkdir(parents=True, exist_ok=True)
        (shop / path).touch()
    seen = subprocess.run(
        ["git", "-C", shop, "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert (written, True) == (set(seen), ".gitignore" in written)


def test_a_header_names_the_spec_that_a_file_comes_from(project: Path) -> None:
    (project / "collectiq.yaml").rename(project / "notes.yaml")
    assert collectiq("generate", "--spec", "notes.yaml", cwd=project).returncode == 0
    assert "from notes.yaml." in (project / "generated/terraform/envs/dev/main.tf").read_text().splitlines()[0]


def test_init_never_writes_into_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    answer = collectiq("init", ".", cwd=tmp_path)
    assert (answer.returncode, [path.name for path in tmp_path.iterdir()]) == (1, ["mine.txt"])


def test_no_colour_goes_into_a_pipe(generated: Path) -> None:
    shutil.rmtree(generated / "generated")
    answer = collectiq("diff", cwd=generated)
    assert "\x1b" not in answer.stdout


PIPED = """
version: 1
system: {name: shop, repository: example/shop}
environments: {dev: {regions: [us-east-1]}}
pipelines: {daily: {kind: drift, install: ".[aws]"}}
"""


def test_output_that_goes_elsewhere_leaves_the_folder_of_the_spec_alone(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/collectiq.yaml").write_text(PIPED)
    answer = collectiq("generate", "--out", "../look", cwd=tmp_path / "shop")
    assert (0, ["collectiq.yaml"]) == (answer.returncode, [path.name for path in (tmp_path / "shop").iterdir()])
    assert not (tmp_path / "look/.github").exists()
    assert "" == collectiq("diff", "--out", "../look", cwd=tmp_path / "shop").stdout


def test_the_output_at_its_usual_place_has_the_workflows_beside_the_spec(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(PIPED)
    assert 0 == collectiq("generate", "--out", "generated", cwd=tmp_path).returncode
    assert (tmp_path / ".github/workflows/daily.yml").is_file()
    assert 0 == collectiq("generate", "--check", cwd=tmp_path).returncode
