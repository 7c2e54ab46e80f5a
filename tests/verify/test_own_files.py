"""What Terraform finds in a file of the user's own is told there, at its line, and not at the start of the spec."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.diagnostics import CodePlace, Position
from generator.pipeline import compile_spec
from generator.verify import own_files
from generator.verify.own_files import OwnFiles
from tests.tools import Terraform, terraform_environment

SPEC = """
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
functions: {charge: {handler: handlers.charge.app:handler}}
terraform: {files: [infra/own.tf]}
"""
OWN = 'resource "terraform_data" "season" {\n  input = var.season\n}\n'
ROOT = "terraform/envs/dev"


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--spec", str(folder / "collectiq.yaml"), "--quiet"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A system that takes over a file, with its output."""
    (tmp_path / "collectiq.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/own.tf").write_text(OWN, encoding="utf-8")
    assert 0 == run(tmp_path, "generate").exit_code
    return tmp_path


def own(project: Path) -> OwnFiles:
    model = compile_spec(project / "collectiq.yaml").model
    assert model
    return own_files.read(project / "collectiq.yaml", project / "generated", model.stacks, model.attachments)


def line_of(file: Path, text: str) -> int:
    return file.read_text(encoding="utf-8").split("\n").index(text) + 1


def test_a_line_of_a_copy_is_told_where_it_was_copied_from(project: Path) -> None:
    line = line_of(project / f"generated/{ROOT}/own.tf", "  input = var.season")
    told = CodePlace(f"{project.as_posix()}/infra/own.tf", Position(2, 11), "  input = var.season")
    assert told == own(project).place(f"{ROOT}/own.tf", line, 11)


def test_a_copied_file_as_a_whole_is_told_at_its_first_line(project: Path) -> None:
    told = CodePlace(f"{project.as_posix()}/infra/own.tf", Position(1, 1), OWN.split("\n", maxsplit=1)[0])
    assert told == own(project).place(f"{ROOT}/own.tf")


def test_a_copy_of_what_has_changed_since_is_told_in_the_output(project: Path) -> None:
    (project / "infra/own.tf").write_text(f"# New.\n{OWN}", encoding="utf-8")
    copy = project / f"generated/{ROOT}/own.tf"
    line = line_of(copy, "  input = var.season")
    told = CodePlace(copy.as_posix(), Position(line, 11), "  input = var.season")
    assert told == own(project).place(f"{ROOT}/own.tf", line, 11)


def test_a_file_that_was_put_into_the_output_is_the_users_own(project: Path) -> None:
    more = project / f"generated/{ROOT}/more.tf"
    more.write_text(f"\n{OWN}", encoding="utf-8")
    told = CodePlace(more.as_posix(), Position(3, 11), "  input = var.season")
    assert told == own(project).place(f"{ROOT}/more.tf", 3, 11)


def test_a_generated_file_has_no_place_of_its_own(project: Path) -> None:
    assert own(project).place(f"{ROOT}/main.tf", 1, 1) is None
    assert own(project).place("terraform/modules/lambda_fn/main.tf", 1, 1) is None


def test_without_a_manifest_nothing_but_what_was_copied_is_the_users_own(project: Path) -> None:
    (project / "generated/.manifest.json").unlink()
    assert own(project).place(f"{ROOT}/main.tf", 1, 1) is None
    assert own(project).place(f"{ROOT}/own.tf") is not None


@pytest.mark.slow
def test_mistakes_of_syntax_are_told_in_both_kinds_of_files_though_nothing_can_be_installed(
    project: Path, terraform: Callable[[Path], Terraform], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in terraform_environment().items():
        monkeypatch.setenv(name, value)
    (project / "infra/own.tf").write_text(f'{OWN}\nresource "terraform_data" {{\n}}\n', encoding="utf-8")
    assert 0 == run(project, "generate").exit_code
    answer = run(project, "verify")
    assert f"{project}/infra/own.tf:5:27: error: Missing name for resource All resource blocks" in answer.stdout
    (project / "infra/own.tf").write_text(OWN.replace("var.season", '"winter"'), encoding="utf-8")
    assert 0 == run(project, "generate").exit_code
    (project / f"generated/{ROOT}/more.tf").write_text('\nresource "terraform_data" {\n}\n', encoding="utf-8")
    answer = run(project, "verify")
    assert 1 == answer.exit_code
    assert f"{project}/generated/{ROOT}/more.tf:2:27: error: Missing name for resource" in answer.stdout


def test_terraform_that_would_be_applied_unseen_is_named_and_nothing_else(project: Path) -> None:
    assert [] == own(project).stray()
    stray = [f"{ROOT}/more.tf", f"{ROOT}/override.tf.json", "terraform/modules/lambda_fn/extra.tf"]
    others = [
        f"{ROOT}/notes.md",
        f"{ROOT}/mine/main.tf",
        f"{ROOT}/packages.auto.tfvars.json",
        "terraform/envs/old/main.tf",
    ]
    for path in (*stray, *others):
        file = project / "generated" / path
        file.parent.mkdir(exist_ok=True)
        file.write_text("{}", encoding="utf-8")
    assert stray == own(project).stray()
    (project / "generated/.manifest.json").unlink()
    assert [] == own(project).stray(), "nobody knows what was generated"
