"""What is in a zip, and boto3, is all that a handler needs to be imported: in a Python that has nothing else."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from generator.package.wheelhouse import WheelError
from generator.pipeline import compile_spec
from tests.package.projects import HANDLER, built, lock, problems, project, spec, wheel
from tests.tools import ROOT, run

NATIVE = {"aarch64": "arm64", "arm64": "arm64"}.get(os.uname().machine, "x86_64")

IMPORTED = """
import importlib, sys
sys.path[:0] = sys.argv[3:]
print(callable(getattr(importlib.import_module(sys.argv[1]), sys.argv[2])))
"""

# What Lambda's runtime brings: boto3 and what it needs.
BROUGHT = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")

# A small compiled distribution, as the registry has it.
MARKUPSAFE = """\
markupsafe==3.0.2 \\
    --hash=sha256:15ab75ef81add55874e7ab7055e9c397312385bd9ced94920f2802310c930396 \\
    --hash=sha256:569511d3b58c8791ab4c2e1285575265991e6d8f8700c7be0e88f86cb0672094
"""
MACHINES = {"arm64": ("aarch64", 183), "x86_64": ("x86_64", 62)}  # ELF's e_machine


@contextmanager
def registry() -> Iterator[None]:
    """Skip where wheels cannot be downloaded, unless what came was wrong."""
    try:
        yield
    except WheelError as error:
        if "HASHES" in str(error):
            raise
        pytest.skip(f"no registry here: {error}")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds boto3 and nothing that Lambda does not bring."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in BROUGHT:
        found = find_spec(name)
        assert found
        assert found.origin
        origin = Path(found.origin)
        (folder / origin.name if origin.stem == name else folder / name).symlink_to(
            origin if origin.stem == name else origin.parent
        )
    return folder


def interpreter(name: str) -> Path:
    """Return a Python by its name, such as `python3.13`, or skip."""
    kept = (Path.home() / ".pyenv/versions").glob(f"{name.removeprefix('python')}.*/bin/{name}")
    candidates = [Path(shutil.which(name) or name), *kept]
    working = (one for one in candidates if one.is_file() and run([one, "-c", ""]).returncode == 0)
    return next(working, None) or pytest.skip(f"no {name} here")


def importable(python: Path, zipped: Path, handler: str, runtime: Path, environment: dict[str, str]) -> str:
    """Import a handler in a clean interpreter; return what went wrong, or an empty text."""
    content = zipped.with_suffix("")
    shutil.unpack_archive(zipped, content)
    module, _, name = handler.partition(":")
    answer = run([python, "-I", "-S", "-c", IMPORTED, module, name, content, runtime], environment=environment)
    return "" if answer.stdout == "True\n" else f"{handler}: {answer.stdout}{answer.stderr}"


def handlers(text: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield the package, handler and environment of each function of a spec's first stack."""
    compiled = compile_spec(text)
    assert compiled.model
    for function in compiled.model.stacks[0].functions.values():
        yield function.package, function.handler, {**function.environment, "AWS_DEFAULT_REGION": "us-east-1"}


def failures(folder: Path, runtime: Path, python: Path = Path(sys.executable)) -> list[str]:
    found = (
        importable(python, folder / f"dist/{package}.zip", handler, runtime, environment)
        for package, handler, environment in handlers(folder / "collectiq.yaml")
    )
    return [failure for failure in found if failure]


def test_a_package_alone_imports_its_handler(tmp_path: Path, runtime: Path) -> None:
    line = wheel(tmp_path / "wheels", "pets", {"pets/__init__.py": b"import bones"}, requires=("bones",))
    other = wheel(tmp_path / "wheels", "bones", {"bones.py": b""})
    files = {
        "handlers/orders/app.py": f"import boto3, pets\nfrom handlers.shared import it\n{HANDLER}",
        "handlers/shared/it.py": "from . import deeper",
        "handlers/shared/deeper.py": "",
        "handlers/requirements.txt": lock(line, other),
    }
    assert [] == problems(project(tmp_path, files))
    assert [] == failures(tmp_path, runtime)


def test_what_a_package_lacks_shows(tmp_path: Path, runtime: Path) -> None:
    files = {"handlers/orders/app.py": f"try:\n    import pets\nexcept ImportError:\n    raise\n{HANDLER}"}
    assert [] == problems(project(tmp_path, files))
    [failure] = failures(tmp_path, runtime)
    assert "No module named 'pets'" in failure


def test_the_starters_packages_import_their_handlers(tmp_path: Path, runtime: Path) -> None:
    shutil.copytree(ROOT / "templates/init", tmp_path / "shop")
    assert ["todos"] == [package.name for package in built(tmp_path / "shop").packages]
    assert [] == failures(tmp_path / "shop", runtime)


@pytest.mark.slow
@pytest.mark.skipif(
    not (ROOT / "handlers/requirements.txt").exists(), reason="handlers/requirements.txt is not made yet"
)
def test_the_reference_systems_packages_import_their_handlers(tmp_path: Path, runtime: Path) -> None:
    shutil.copytree(ROOT / "handlers", tmp_path / "handlers", ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "collectiq.yaml").read_text()
    (tmp_path / "collectiq.yaml").write_text(text.replace("architecture: arm64", f"architecture: {NATIVE}"))
    python = interpreter("python3.13")
    with registry():
        assert [] == problems(tmp_path)
    assert [] == failures(tmp_path, runtime, python)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_a_compiled_distribution_comes_for_the_functions_architecture(tmp_path: Path, architecture: str) -> None:
    text = spec({"orders": f"handler: handlers.orders.app:handler, architecture: {architecture}"})
    project(
        tmp_path,
        {"handlers/orders/app.py": f"import markupsafe\n{HANDLER}", "handlers/requirements.txt": MARKUPSAFE},
        text,
    )
    with registry():
        built(tmp_path)
    shutil.unpack_archive(tmp_path / "dist/orders.zip", tmp_path / "content")
    machine, number = MACHINES[architecture]
    [tags] = (tmp_path / "content").glob("*.dist-info/WHEEL")
    assert re.search(rf"^Tag: cp313-cp313-manylinux\w*_{machine}$", tags.read_text(), re.MULTILINE)
    [library] = (tmp_path / "content/markupsafe").glob("*.so")
    assert f"_speedups.cpython-313-{machine}-linux-gnu.so" == library.name
    assert number == int.from_bytes(library.read_bytes()[18:20], "little")
