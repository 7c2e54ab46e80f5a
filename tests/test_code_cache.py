"""What is kept of compiled code is used only where it is whole and of these files, and nothing depends on it."""

import os
import sys
from pathlib import Path

import pytest

from generator.code_cache import CodeCache, place

TEXT = "a = 1"


@pytest.fixture(autouse=True)
def keep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file in it, beside a file that decides what it is compiled to."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one").write_text(TEXT)
    (tmp_path / "compiler").write_text("1")
    return tmp_path


def cache(folder: Path, within: str = "kept/code.pyc") -> CodeCache:
    return CodeCache(str(folder / within), str(folder / "files"), [str(folder / "compiler")])


def kept(folder: Path, *names: str) -> Path:
    """Keep the code of files, and return where."""
    before = cache(folder)
    for name in names or ("one",):
        before.put(name, compile(TEXT, name, "exec"))
    before.save()
    return folder / "kept" / "code.pyc"


def value(folder: Path, name: str = "one") -> object:
    """Return what the code of a file does, None where none is kept."""
    code = cache(folder).get(name)
    found: dict[str, object] = {}
    if code:
        exec(code, found)
    return found.get("a")


def test_code_is_kept_for_the_next_process(folder: Path) -> None:
    assert value(folder) is None
    kept(folder)
    assert 1 == value(folder)


def test_each_file_has_code_of_its_own(folder: Path) -> None:
    (folder / "files" / "other").write_text(TEXT)
    before = cache(folder)
    before.put("one", compile(TEXT, "one", "exec"))
    before.put("other", compile("a = 2", "other", "exec"))
    before.save()
    assert [1, 2] == [value(folder, name) for name in ("one", "other")]


@pytest.mark.parametrize("changed", ["files/one", "compiler"])
def test_code_of_a_file_that_has_changed_is_not_used(folder: Path, changed: str) -> None:
    kept(folder)
    found = (folder / changed).stat()
    os.utime(folder / changed, ns=(found.st_atime_ns, found.st_mtime_ns + 1))
    assert value(folder) is None


def test_a_file_that_is_gone_is_not_kept_any_longer(folder: Path) -> None:
    (folder / "files" / "other").write_text(TEXT)
    both = kept(folder, "one", "other").stat().st_size
    (folder / "files" / "other").unlink()
    again = cache(folder)
    again.put("one", compile(TEXT, "one", "exec"))
    again.save()
    assert (folder / "kept" / "code.pyc").stat().st_size < both
    assert 1 == value(folder)


def test_no_damage_of_a_single_byte_goes_unseen(folder: Path) -> None:
    file = kept(folder)
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert value(folder) is None, at


def test_what_was_cut_short_is_not_used(folder: Path) -> None:
    file = kept(folder)
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert value(folder) is None, length


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path) -> None:
    (folder / "kept").write_text("a file in the folder's place")
    before = cache(folder)
    before.put("one", compile(TEXT, "one", "exec"))
    before.save()
    assert "a file in the folder's place" == (folder / "kept").read_text()


def test_nothing_is_kept_where_python_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert not kept(folder).exists()


def test_nothing_is_written_where_nothing_is_new(folder: Path) -> None:
    file = kept(folder)
    before = file.stat()
    cache(folder).save()
    assert before == file.stat()


def test_code_is_kept_beside_pythons_own() -> None:
    found = Path(place("templates_kept") or "")
    assert f"templates_kept.{sys.implementation.cache_tag}.pyc" == found.name
    assert found.with_name(f"code_cache.{sys.implementation.cache_tag}.pyc") == Path(place("code_cache") or "")
