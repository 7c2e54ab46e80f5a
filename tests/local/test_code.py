"""The state of the code differs as soon as a file does."""

import os
from pathlib import Path

from generator.local.code import Code


def test_a_file_that_is_put_back_with_its_old_time_is_a_change(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("a = 1\n")
    (tmp_path / "newest.py").write_text("")
    old = Code(tmp_path).state
    os.utime(path, ns=(1, 1))
    assert Code(tmp_path).state != old


def test_a_renamed_file_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    old = Code(tmp_path).state
    (tmp_path / "app.py").rename(tmp_path / "main.py")
    assert Code(tmp_path).state != old


def test_a_link_that_leads_nowhere_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".#app.py").symlink_to("somebody@machine.1")
    assert frozenset() == Code(tmp_path).state
