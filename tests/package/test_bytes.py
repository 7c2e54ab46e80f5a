"""The same code gives the same bytes, wherever and by whomever it is packaged, and what did not change stays as it is."""

import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.package.projects import HANDLER, built, lock, problems, project, spec, wheel
from tests.tools import ROOT, run, succeeded

TWO = spec({name: f"handler: handlers.{name}.app:handler" for name in ("orders", "stock")})


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two packages, one of them with a wheel, data and names beyond ASCII; the wheel is downloaded."""
    folder = tmp_path_factory.mktemp("stocked")
    line = wheel(folder / "wheels", "pets", {"pets.py": b"#" * 9999, "run": b"#!"})
    files = {
        "handlers/orders/app.py": f"import pets\n{HANDLER}",
        "handlers/orders/grüße.txt": "ü",
        "handlers/orders/start": "#!/bin/sh\n",
        "handlers/stock/app.py": HANDLER,
        "handlers/requirements.txt": lock(line),
    }
    project(folder, files, TWO)
    (folder / "handlers/orders/start").chmod(0o755)
    built(folder)
    return folder


@pytest.fixture
def shop(stocked: Path, tmp_path: Path) -> Path:
    """A copy of the project without its packages."""
    return shutil.copytree(stocked, tmp_path / "shop", ignore=shutil.ignore_patterns("*.zip", "packages.json"))


def zips(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "dist").glob("*.zip")}


def packaged(folder: Path, cwd: Path, *words: str | Path, umask: int = 0o022, **environment: str) -> dict[str, bytes]:
    """Return the zips that the command makes of a project when it is run like this."""
    code = f"import os; os.umask({umask}); from generator.start import main; main()"
    command = [sys.executable, "-c", code, "package", "--quiet", *words]
    succeeded(run(command, cwd=cwd, environment={**os.environ, "PYTHONPATH": str(ROOT), **environment}))
    return zips(folder)


def test_directory_time_zone_umask_locale_and_hash_seed_do_not_show(shop: Path, tmp_path: Path) -> None:
    first = packaged(shop, shop, TZ="UTC", PYTHONHASHSEED="1")
    other = shutil.copytree(
        shop, tmp_path / "another place", ignore=shutil.ignore_patterns("dist"), copy_function=shutil.copy
    )
    for path in other.rglob("*.py"):
        path.chmod(0o600)
    second = packaged(
        other, tmp_path, "--spec", other / "collectiq.yaml",
        umask=0o077, TZ="Asia/Tokyo", PYTHONHASHSEED="2", LC_ALL="C",
    )  # fmt: skip
    assert ["orders.zip", "stock.zip"] == sorted(first)
    assert first == second


def test_a_zip_says_nothing_of_where_it_was_made(shop: Path) -> None:
    built(shop)
    with zipfile.ZipFile(shop / "dist/orders.zip") as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    modes = {entry.filename: entry.external_attr >> 16 for entry in entries}
    executable = {"handlers/orders/start", "run"}
    assert [entry.filename for entry in entries] == sorted(modes, key=str.encode)
    assert {path: 0o100755 if path in executable else 0o100644 for path in modes} == modes
    assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in entries}
    assert {(b"", b"", 3)} == {(entry.extra, entry.comment, entry.create_system) for entry in entries}
    assert not any(entry.is_dir() for entry in entries)


def test_the_users_files_are_stored_and_those_of_wheels_stay_compressed(shop: Path) -> None:
    built(shop)
    with zipfile.ZipFile(shop / "dist/orders.zip") as archive:
        assert zipfile.ZIP_STORED == archive.getinfo("handlers/orders/app.py").compress_type
        assert zipfile.ZIP_DEFLATED == archive.getinfo("pets.py").compress_type
        assert b"#" * 9999 == archive.read("pets.py")
        assert "ü" == archive.read("handlers/orders/grüße.txt").decode()


@pytest.mark.skipif(not shutil.which("unzip"), reason="no unzip here")
def test_another_program_reads_the_zip(shop: Path, tmp_path: Path) -> None:
    built(shop)
    subprocess.run(["unzip", "-q", shop / "dist/orders.zip", "-d", tmp_path / "out"], check=True)
    assert os.access(tmp_path / "out/handlers/orders/start", os.X_OK)
    assert HANDLER in (tmp_path / "out/handlers/orders/app.py").read_text()


def test_the_size_in_the_report_is_the_files(shop: Path) -> None:
    for package in built(shop).packages:
        assert package.file.stat().st_size == package.size


def test_what_did_not_change_is_not_written_again(shop: Path) -> None:
    assert [True, True] == [package.is_new for package in built(shop).packages]
    before = {path: path.stat().st_mtime_ns for path in (shop / "dist").rglob("*") if path.is_file()}
    assert [False, False] == [package.is_new for package in built(shop).packages]
    assert before == {path: path.stat().st_mtime_ns for path in (shop / "dist").rglob("*") if path.is_file()}


def test_only_what_changed_is_written_again(shop: Path) -> None:
    before = {package.name: package.key for package in built(shop).packages}
    (shop / "handlers/stock/app.py").write_text(HANDLER + "# more\n")
    after = {package.name: package for package in built(shop).packages}
    assert (False, True) == (after["orders"].is_new, after["stock"].is_new)
    assert (before["orders"], True) == (after["orders"].key, before["stock"] != after["stock"].key)


def test_a_file_that_becomes_executable_is_a_change(shop: Path) -> None:
    built(shop)
    (shop / "handlers/stock/app.py").chmod(0o755)
    assert [False, True] == [package.is_new for package in built(shop).packages]


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"packages": []}', b'{"packages": {"orders": 1}}', b"\xff", b"null"])
def test_a_damaged_manifest_costs_a_build_and_nothing_else(shop: Path, damage: bytes) -> None:
    built(shop)
    before = zips(shop)
    (shop / "dist/packages.json").write_bytes(damage)
    assert [True, True] == [package.is_new for package in built(shop).packages]
    assert before == zips(shop)


def test_a_damaged_zip_is_written_again(shop: Path) -> None:
    built(shop)
    before = zips(shop)
    (shop / "dist/orders.zip").write_bytes(struct.pack("<I", 7))
    built(shop)
    assert before == zips(shop)


def test_everything_in_dist_may_be_deleted(shop: Path) -> None:
    built(shop)
    before = zips(shop)
    shutil.rmtree(shop / "dist")
    built(shop)
    assert before == zips(shop)


def test_the_zip_of_a_function_that_is_gone_goes_and_other_files_stay(shop: Path) -> None:
    built(shop)
    (shop / "dist/mine.zip").write_bytes(b"")
    (shop / "collectiq.yaml").write_text(spec())
    assert [] == problems(shop)
    assert ["mine.zip", "orders.zip"] == sorted(zips(shop))
