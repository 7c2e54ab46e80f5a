"""`collectiq package` as a person runs it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.cli import app
from generator.package import table
from tests.package.projects import HANDLER, built, lock, project, spec, wheel


def package(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["package", "--spec", str(folder / "collectiq.yaml"), *words])


def test_the_table_names_every_package_with_its_sizes(tmp_path: Path) -> None:
    functions = {name: f"handler: handlers.{name}.app:handler" for name in ("orders", "stock")}
    files = {f"handlers/{name}/app.py": HANDLER for name in functions} | {"handlers/orders/data.bin": bytes(2_000_000)}
    answer = package(project(tmp_path, files, spec(functions)))
    expected = [
        "package  runs on           zipped  unzipped  largest parts",
        "orders   python3.13 arm64  1.9 MB  1.9 MB    handlers/orders 1.9 MB",
        "stock    python3.13 arm64  0.2 KB  0.0 KB    handlers/stock 0.0 KB",
    ]
    assert (0, expected) == (answer.exit_code, answer.stdout.splitlines())
    assert "2 of 2 packages written." in answer.stderr


def test_a_terminal_gets_a_table_of_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.show(built(project(tmp_path, {})).packages)
    heading, line = capsys.readouterr().out.splitlines()
    assert ["package", "runs", "on", "zipped", "unzipped", "largest", "parts"] == heading.split()
    assert ["orders", "python3.13", "arm64", "0.2", "KB", "0.0", "KB", "handlers/orders", "0.0", "KB"] == line.split()


def test_help_has_an_example() -> None:
    assert "Example: collectiq package --upload --env dev" in CliRunner().invoke(app, ["package", "--help"]).stdout


def test_a_second_run_says_that_nothing_changed(tmp_path: Path) -> None:
    package(project(tmp_path, {}))
    assert "1 package is up to date.\n" == package(tmp_path).stderr


def test_quiet_prints_problems_only(tmp_path: Path) -> None:
    answer = package(project(tmp_path, {}), "--quiet")
    assert (0, "", "") == (answer.exit_code, answer.stdout, answer.stderr)


def test_zips_go_where_they_are_wanted(tmp_path: Path) -> None:
    package(project(tmp_path / "shop", {}), "--dist", str(tmp_path / "elsewhere"))
    assert ["orders.zip", "packages.json"] == sorted(path.name for path in (tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "shop/dist").exists()


def test_problems_are_told_and_the_answer_is_no(tmp_path: Path) -> None:
    answer = package(project(tmp_path, {"handlers/orders/app.py": ""}))
    assert (1, "") == (answer.exit_code, answer.stdout)
    assert '5:21: error: handlers/orders/app.py has no "handler" [missing-handler]' in answer.stderr
    assert answer.stderr.endswith("Nothing was written.\n")


def test_wheels_that_cannot_be_had_are_the_environments_fault(tmp_path: Path) -> None:
    line = wheel(tmp_path / "elsewhere", "pets", {"pets.py": b""})
    files = {"handlers/orders/app.py": f"import pets\n{HANDLER}", "handlers/requirements.txt": lock(line)}
    answer = package(project(tmp_path, files))
    assert 3 == answer.exit_code
    assert "pip cannot download wheels for Python 3.13 on arm64 (pets 1.0): " in answer.stderr


def test_a_folder_that_cannot_be_written_is_the_environments_fault(tmp_path: Path) -> None:
    answer = package(project(tmp_path, {"dist": "", "handlers/orders/app.py": HANDLER}))
    assert (3, True) == (answer.exit_code, str(tmp_path / "dist") in answer.stderr)


def test_a_system_without_functions_has_no_packages(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text(
        "version: 1\nsystem: {name: shop}\nenvironments: {dev: {regions: [us-east-1]}}\n"
    )
    answer = package(tmp_path)
    assert (0, "0 packages are up to date.\n") == (answer.exit_code, answer.stderr)
