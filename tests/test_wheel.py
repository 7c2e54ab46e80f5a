"""The wheel, installed elsewhere with what it declares and nothing more, works as the checkout does."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.tools import ROOT, run, succeeded

pytestmark = pytest.mark.slow

CHECKOUT = Path(sys.executable).with_name("collectiq")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """Yield what a distribution declares that it needs, and what that needs."""
    for text in distribution(name).requires or []:
        requirement = Requirement(text)
        if requirement.name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(requirement.name)
        yield distribution(requirement.name)
        yield from needed(requirement.name, seen)


def install(found: Distribution, site_packages: Path) -> None:
    """Copy a distribution of this environment into another one: no registry needed."""
    for file in found.files or []:
        if ".." not in file.parts and file.suffix != ".pyc":
            (site_packages / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), site_packages / file)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a new environment that holds the wheel and what it declares."""
    place = tmp_path_factory.mktemp("wheel")
    succeeded(run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place], cwd=ROOT))
    (wheel,) = place.glob("*.whl")
    succeeded(run([sys.executable, "-m", "venv", "--without-pip", place / "venv"]))
    python = place / "venv" / "bin" / "python"
    succeeded(run([sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel]))
    (site_packages,) = (place / "venv" / "lib").glob("python*/site-packages")
    for found in needed("collectiq", set()):
        install(found, site_packages)
    return place / "venv" / "bin" / "collectiq"


def answer(command: Path, place: Path, *words: str | Path) -> str:
    return succeeded(run([command, *words], cwd=place, environment=ENVIRONMENT))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_says_the_checkouts_version(installed: Path, tmp_path: Path) -> None:
    assert answer(CHECKOUT, tmp_path, "--version") == answer(installed, tmp_path, "--version")


def test_it_runs_from_its_own_environment(installed: Path, tmp_path: Path) -> None:
    code = "import generator; print(generator.__file__)"
    place = succeeded(run([installed.with_name("python"), "-c", code], cwd=tmp_path, environment=ENVIRONMENT))
    assert Path(place.strip()).is_relative_to(installed.parents[1])


def test_it_prints_the_checkouts_schema(installed: Path, tmp_path: Path) -> None:
    assert answer(CHECKOUT, tmp_path, "schema") == answer(installed, tmp_path, "schema")


def test_it_explains_the_same_rules(installed: Path, tmp_path: Path) -> None:
    assert answer(CHECKOUT, tmp_path, "explain", "open-route") == answer(installed, tmp_path, "explain", "open-route")


def test_it_starts_the_same_system(installed: Path, tmp_path: Path) -> None:
    for name, command in {"checkout": CHECKOUT, "wheel": installed}.items():
        answer(command, tmp_path, "init", tmp_path / name / "shop")
        answer(command, tmp_path / name / "shop", "generate")
    assert "collectiq.yaml" in tree(tmp_path / "wheel" / "shop")
    assert tree(tmp_path / "checkout") == tree(tmp_path / "wheel")


def test_it_writes_the_committed_files(installed: Path, tmp_path: Path) -> None:
    spec = shutil.copy(ROOT / "collectiq.yaml", tmp_path)
    answer(installed, tmp_path, "generate", "--spec", spec, "--out", tmp_path / "generated")
    assert tree(ROOT / "generated") == tree(tmp_path / "generated")
