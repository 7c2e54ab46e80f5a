"""What is kept of templates changes no byte of the output, whatever becomes of it."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest
from jinja2 import Environment, FileSystemLoader

from generator.render_cache import TemplateCache
from tests.systems import rendered
from tests.tools import ROOT, run, succeeded


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a template, and beside it what is kept."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "t").write_text("first {{ x }}")
    return tmp_path


@pytest.fixture(autouse=True)
def keep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)


def text(place: Path) -> str:
    cache = TemplateCache(place / "kept")
    loader = FileSystemLoader(place / "templates")
    return Environment(loader=loader, bytecode_cache=cache, autoescape=True).get_template("t").render(x=1)


def kept(place: Path) -> list[Path]:
    return sorted((place / "kept").iterdir())


def test_one_file_is_kept_of_a_template_and_used(place: Path) -> None:
    assert ["first 1", "first 1"] == [text(place), text(place)]
    [file] = kept(place)
    before = file.stat().st_mtime_ns
    text(place)
    assert before == file.stat().st_mtime_ns


def test_another_text_is_compiled_again_into_the_same_file(place: Path) -> None:
    text(place)
    (place / "templates" / "t").write_text("second {{ x }}")
    assert "second 1" == text(place)
    assert 1 == len(kept(place))


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 500])
def test_a_damaged_file_is_made_again(place: Path, damage: bytes) -> None:
    text(place)
    [file] = kept(place)
    whole = file.read_bytes()
    for content in (damage, whole[:-1], whole[:40] + bytes([whole[40] ^ 1]) + whole[41:]):
        file.write_bytes(content)
        assert "first 1" == text(place)
        assert len(whole) == len(file.read_bytes())


def test_where_nothing_can_be_written_nothing_is_kept(place: Path) -> None:
    (place / "kept").write_text("a file in the folder's place")
    assert "first 1" == text(place)


def test_nothing_is_kept_where_python_keeps_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert "first 1" == text(place)
    assert not (place / "kept").exists()


def fresh(name: str, prefix: Path) -> Mapping[PurePosixPath, str]:
    """Return the output of a system as a process of its own makes it, which keeps what it compiles below `prefix`."""
    spec = ROOT / "tests/cases" / name / "collectiq.yaml"
    code = "from generator.start import main; main()"
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(prefix), "PYTHONDONTWRITEBYTECODE": ""}
    out = prefix / "out"
    succeeded(
        run(
            [sys.executable, "-c", code, "generate", "--spec", spec, "--out", out, "-q"],
            cwd=ROOT,
            environment=environment,
        )
    )
    names = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
    return {PurePosixPath(name): (out / name).read_bytes().decode() for name in names if name.name != ".manifest.json"}


def test_the_first_run_and_the_next_give_the_same_bytes(tmp_path: Path) -> None:
    name = "two_regions_share_their_data"
    first, second = (fresh(name, tmp_path) for _ in range(2))
    assert any(tmp_path.rglob("generator/templates/*"))
    expected = rendered(name)
    assert first == second == {path: text for path, text in expected.items() if path in first}
