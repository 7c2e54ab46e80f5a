"""The output is the same under every version of Python that the compiler runs on."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systems import SYSTEMS
from tests.tools import ROOT, run, succeeded

pytestmark = pytest.mark.slow

VERSIONS = ("3.12", "3.13", "3.14")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def candidates(version: str) -> Iterator[str | Path]:
    """Yield where a version of Python may be: on the path, or where pyenv keeps all of them."""
    found = shutil.which(f"python{version}")
    yield from [found] if found else []
    yield from sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python"))


def python(version: str) -> str | Path:
    for candidate in candidates(version):
        answer = run([candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        if answer.stdout.strip() == version:
            return candidate
    pytest.skip(f"there is no Python {version} here")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    succeeded(run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place], cwd=ROOT))
    (found,) = place.glob("*.whl")
    return found


def generated(command: Path, place: Path) -> dict[str, bytes]:
    """Return what a command makes of every system."""
    for name, spec in SYSTEMS.items():
        answer = run([command, "generate", "--quiet", "--spec", spec, "--out", place / name], environment=ENVIRONMENT)
        succeeded(answer)
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_output_depends_on_no_version_of_python(version: str, wheel: Path, tmp_path: Path) -> None:
    other = python(version)
    succeeded(run([other, "-m", "venv", tmp_path / "venv"]))
    command = tmp_path / "venv" / "bin" / "collectiq"
    installed = run([command.with_name("python"), "-m", "pip", "install", "--quiet", wheel], environment=ENVIRONMENT)
    if installed.returncode and "NewConnectionError" in installed.stderr:
        pytest.skip("the package registry cannot be reached")
    succeeded(installed)
    ours = generated(Path(sys.executable).with_name("collectiq"), tmp_path / "ours")
    assert ours == generated(command, tmp_path / "theirs")
