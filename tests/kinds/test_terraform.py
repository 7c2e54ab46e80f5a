"""What the spec says about Terraform itself: files of the user's own."""

from pathlib import Path

import pytest

from generator.pipeline import compile_spec
from tests.systems import SYSTEMS, rendered

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
terraform:
"""


def problems(folder: Path, files: list[str], settings: str = "") -> list[str]:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("# mine\n", encoding="utf-8")
    spec = folder / "collectiq.yaml"
    spec.write_text(f"{SYSTEM}  files: [{', '.join(files)}]\n{settings}", encoding="utf-8")
    return [problem.message for problem in compile_spec(spec).diagnostics]


@pytest.mark.parametrize(
    ("files", "settings", "message"),
    [
        (["infra/main.tf"], "", '"main.tf" is the name of a generated file too; rename yours'),
        (["states_access.tf"], "", '"states_access.tf" is the name of a generated file too; rename yours'),
        (["a/glue.tf", "b/glue.tf"], "", 'another file is called "glue.tf" too; rename one of them'),
        (["stock.tf"], "  modules: {tables: stock}\n", '"stock.tf" is the name of a generated file too; rename yours'),
    ],
)
def test_a_file_that_would_take_anothers_place_is_refused(
    files: list[str], settings: str, message: str, tmp_path: Path
) -> None:
    assert problems(tmp_path, files, settings) == [message]


def test_a_file_of_ones_own_is_copied(tmp_path: Path) -> None:
    assert problems(tmp_path, ["infra/glue.tf"]) == []
    files = compile_spec(tmp_path / "collectiq.yaml").rendered()
    assert "# mine" in next(text for path, text in files.items() if path.name == "glue.tf")


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_generated_file_of_a_root_could_be_taken_by_one_of_the_users(name: str, tmp_path: Path) -> None:
    copied = {"glue.tf"}
    names = sorted({path.name for path in rendered(name) if path.parts[:2] == ("terraform", "envs")} - copied)
    assert len(problems(tmp_path, names)) == len(names)
