"""What handlers import of others comes out of the lock, as wheels for what the function runs on."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.package.wheelhouse import WheelError
from tests.package.projects import HANDLER, LINUX, built, lock, names, problems, project, spec, wheel

APP = "handlers/orders/app.py"
LOCK = "handlers/requirements.txt"
BOTH = spec({"orders": "handler: handlers.orders.app:handler"}, "{dev: {regions: [us-east-1], set: {functions: {orders: {architecture: x86_64}}}}, prod: {regions: [us-east-1]}}")  # fmt: skip


def app(*modules: str) -> str:
    return "".join(f"import {module}\n" for module in modules) + HANDLER


def distributions(folder: Path, package: str = "orders") -> dict[str, str]:
    """Return name -> version of what a package holds of others."""
    assert [] == problems(folder)
    manifest: dict[str, Any] = json.loads((folder / "dist/packages.json").read_text())
    found: dict[str, str] = manifest["packages"][package]["distributions"]
    return found


def read(file: Path, path: str) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return archive.read(path)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose lock holds more than its handler imports: pets requires bones, and cars nothing."""
    folder = tmp_path_factory.mktemp("stocked")
    wheels = folder / "wheels"
    lines = [
        wheel(wheels, "pets", {"pets/__init__.py": b"import bones", "pets/cats.py": b""}, requires=("bones>=1; python_version>'3'",)),
        wheel(wheels, "bones", {"bones.py": b""}, requires=("paint; extra == 'coloured'", "cars; sys_platform == 'win32'")),
        wheel(wheels, "paint", {"brush.py": b""}),
        wheel(wheels, "cars", {"cars.py": b""}),
        wheel(wheels, "boto3", {"boto3/__init__.py": b""}, requires=("botocore",)),
        wheel(wheels, "botocore", {"botocore/__init__.py": b""}),
    ]  # fmt: skip
    project(folder, {APP: app("pets"), LOCK: lock(*lines)})
    built(folder)
    return folder


@pytest.fixture
def shop(stocked: Path, tmp_path: Path) -> Path:
    """A copy of the project, wheels downloaded."""
    return shutil.copytree(stocked, tmp_path / "shop")


def test_a_package_takes_what_it_imports_and_what_that_requires(shop: Path) -> None:
    assert {"bones": "1.0", "pets": "1.0"} == distributions(shop)
    assert {"bones.py", "pets/__init__.py", "pets/cats.py", "pets-1.0.dist-info/METADATA"} < set(names(shop))


def test_a_module_is_found_by_its_own_name_and_not_its_distributions(shop: Path) -> None:
    (shop / APP).write_text(app("brush"))
    assert {"paint": "1.0"} == distributions(shop)


def test_what_shared_code_imports_comes_too(shop: Path) -> None:
    project(shop, {APP: app("handlers.shared.it"), "handlers/shared/it.py": "def f():\n    import cars"})
    assert {"cars": "1.0"} == distributions(shop)


@pytest.mark.parametrize("module", ["boto3", "boto3.dynamodb.conditions", "botocore.exceptions"])
def test_what_lambda_brings_stays_out(shop: Path, module: str) -> None:
    shutil.rmtree(shop / "dist")
    (shop / APP).write_text(app(module))
    assert {} == distributions(shop)
    assert not (shop / "dist/.wheels").exists()


def test_what_lambda_brings_comes_when_it_is_asked_for(shop: Path) -> None:
    project(shop, {APP: app("boto3"), "handlers/orders/requirements.txt": "boto3\n"})
    assert {"boto3": "1.0", "botocore": "1.0"} == distributions(shop)


def test_a_package_may_name_what_its_text_does_not_say(shop: Path) -> None:
    (shop / "handlers/orders/requirements.txt").write_text("# by name\nbones[coloured]\n")
    assert {"bones": "1.0", "paint": "1.0", "pets": "1.0"} == distributions(shop)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "cars==1.0",
            'handlers/orders/requirements.txt:1: "cars==1.0" is more than a name; versions stand in the lock',
        ),
        ("care", f'{LOCK} does not lock "care", which handlers/orders/requirements.txt asks for; make the lock again'),
    ],
)
def test_what_a_package_names_is_a_name_in_the_lock(shop: Path, line: str, message: str) -> None:
    (shop / "handlers/orders/requirements.txt").write_text(line)
    assert [f"invalid-lock: {message}"] == problems(shop)


def test_distributions_may_share_a_namespace(tmp_path: Path) -> None:
    lines = [
        wheel(tmp_path / "wheels", f"cloud-{name}", {f"cloud/{name}/__init__.py": b""}) for name in ("disk", "mail")
    ]
    project(tmp_path, {APP: f"from cloud import disk\n{HANDLER}", LOCK: lock(*lines)})
    assert {"cloud-disk": "1.0"} == distributions(tmp_path)


def test_markers_are_those_of_the_function_and_not_of_this_machine(tmp_path: Path) -> None:
    old, new = (wheel(tmp_path / "wheels", f"pets {version}", {"pets.py": b""}) for version in ("1.0", "2.0"))
    marked = [old.replace(" --", ' ; python_version < "3.13" --'), new.replace(" --", ' ; python_version >= "3.13" and platform_machine == "aarch64" --')]  # fmt: skip
    project(tmp_path, {APP: app("pets"), LOCK: lock(*marked)})
    assert {"pets": "2.0"} == distributions(tmp_path)
    (tmp_path / "collectiq.yaml").write_text(
        spec({"orders": "handler: handlers.orders.app:handler, runtime: python3.12"})
    )
    assert {"pets": "1.0"} == distributions(tmp_path)


def compiled_wheels(folder: Path) -> str:
    """Write a compiled distribution for both architectures, and return the line that locks it."""
    made = {}
    for machine in ("aarch64", "x86_64"):
        module = f"fast/core.cpython-313-{machine}-linux-gnu.so"
        made[machine] = wheel(folder, "fast", {"fast/__init__.py": b"", module: machine.encode()}, tag=f"cp313-cp313-{LINUX}_{machine}")  # fmt: skip
    return f"{made['aarch64']} {made['x86_64'].partition(' ')[2]}"


def test_each_architecture_gets_its_own_wheels(tmp_path: Path) -> None:
    pure = wheel(tmp_path / "wheels", "pets", {"pets.py": b""})
    project(tmp_path, {APP: app("fast", "pets"), LOCK: lock(compiled_wheels(tmp_path / "wheels"), pure)}, BOTH)
    assert ["orders@python3.13-arm64.zip", "orders@python3.13-x86_64.zip"] == [
        one.file.name for one in built(tmp_path).packages
    ]
    for architecture, machine in {"arm64": "aarch64", "x86_64": "x86_64"}.items():
        file = tmp_path / f"dist/orders@python3.13-{architecture}.zip"
        assert machine.encode() == read(file, f"fast/core.cpython-313-{machine}-linux-gnu.so")
        assert f"cp313-cp313-{LINUX}_{machine}".encode() in read(file, "fast-1.0.dist-info/WHEEL")
    assert 1 == len(list((tmp_path / "dist/.wheels").glob("*/pets-*.whl")))


def test_wheels_are_downloaded_once(shop: Path) -> None:
    first = [package.key for package in built(shop).packages]
    shutil.rmtree(shop / "wheels")
    (shop / "dist/orders.zip").unlink()
    assert first == [package.key for package in built(shop).packages]


def test_a_wheel_that_was_changed_on_the_disk_is_not_used(shop: Path) -> None:
    first = [package.key for package in built(shop).packages]
    for path in (shop / "dist/.wheels").glob("*/*.whl"):
        path.write_bytes(b"")
    assert first == [package.key for package in built(shop).packages]


def test_a_wheel_that_the_lock_does_not_know_is_refused(shop: Path) -> None:
    shutil.rmtree(shop / "dist")
    wheel(shop / "wheels", "pets", {"pets.py": b"evil"})
    with pytest.raises(WheelError, match=r"(?s)cannot download.*HASHES"):
        built(shop)


def test_a_wheel_that_nobody_made_for_the_architecture_is_named(tmp_path: Path) -> None:
    line = wheel(tmp_path / "wheels", "fast", {"fast.py": b""}, tag=f"cp313-cp313-{LINUX}_x86_64")
    project(tmp_path, {APP: app("fast"), LOCK: lock(line)})
    with pytest.raises(WheelError, match=r"Python 3.13 on arm64 \(fast 1.0\).*No matching distribution"):
        built(tmp_path)


def test_what_a_wheel_installs_elsewhere_stays_out(tmp_path: Path) -> None:
    files = {
        "pets-1.0.data/purelib/pets.py": b"x = 1",
        "pets-1.0.data/scripts/pets": b"#!",
        "pets-1.0.data/data/share/man": b"",
        "old.pyc": b"",
    }
    line = wheel(tmp_path / "wheels", "pets", files)
    project(tmp_path, {APP: app("pets"), LOCK: lock(line)})
    assert {APP, "pets.py"} == {path for path in names(tmp_path) if "dist-info" not in path}


def test_a_wheel_whose_files_lead_out_of_it_is_refused(tmp_path: Path) -> None:
    line = wheel(tmp_path / "wheels", "pets", {"pets.py": b"", "../evil.py": b""})
    project(tmp_path, {APP: app("pets"), LOCK: lock(line)})
    with pytest.raises(WheelError, match=r"pets-1.0-py3-none-any.whl is not a wheel"):
        built(tmp_path)
