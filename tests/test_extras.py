"""What is said where packages of an extra are missing: a command that gets them from where this program came from."""

import json
import shlex
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from generator.extras import installing

COMMIT = "5fda3b95a4ea91299a34e894583c3862153e4b97"
WHEEL = "https://example.com/collectiq-0.1.0-py3-none-any.whl"


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, origin: object) -> None:
    """Install an empty package of our name as pip does, before all others."""
    metadata = folder / "collectiq-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: collectiq\nVersion: 0.1.0\n")
    if origin:
        (metadata / "direct_url.json").write_text(json.dumps(origin))
    monkeypatch.syspath_prepend(str(folder))


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (
            {"url": "file:///home/ann/my%20tools", "dir_info": {"editable": True}},
            ["--editable", "/home/ann/my tools[local]"],
        ),
        ({"url": "file:///home/ann/tool", "dir_info": {}}, ["collectiq[local] @ file:///home/ann/tool"]),
        ({"url": WHEEL, "archive_info": {}}, [f"collectiq[local] @ {WHEEL}"]),
        (
            {"url": "https://example.com/tool.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            [f"collectiq[local] @ git+https://example.com/tool.git@{COMMIT}"],
        ),
        (None, ["collectiq[local]"]),
    ],
)
def test_an_extra_comes_from_where_the_program_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: object, expected: list[str]
) -> None:
    installed(tmp_path, monkeypatch, origin)
    words = shlex.split(installing("local"))
    assert ["pip", "install", *expected] == words
    if "--editable" not in words:
        assert "collectiq" == Requirement(words[-1]).name


def test_a_checkout_that_is_not_installed_says_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    assert "pip install 'collectiq[docs]'" == installing("docs")
