"""The diff of everything that `generate` would change."""

import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from generator.apply import apply
from generator.manifest import MANIFEST
from generator.plan import Change, Roots, compare
from generator.unified import unified_diff


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    return Roots(tmp_path / "generated", tmp_path)


def plan(files: Mapping[str, str], roots: Roots) -> list[Change]:
    return compare({PurePosixPath(path): text for path, text in files.items()}, roots)


def generate(files: Mapping[str, str], roots: Roots) -> None:
    apply(plan(files, roots), roots)


def test_the_diff_shows_creations_deletions_and_missing_line_ends(roots: Roots) -> None:
    generate({"a.tf": "one\ntwo\n", "gone.tf": "x\n", "empty": "", "same": "s"}, roots)
    changes = plan({"a.tf": "one\n2", "new.tf": "1\u2028\n2\n", "empty": "now\n", "same": "s"}, roots)
    expected = (
        "--- a/generated/a.tf\n+++ b/generated/a.tf\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n\\ No newline at end of file\n"
        "--- a/generated/empty\n+++ b/generated/empty\n@@ -0,0 +1 @@\n+now\n"
        "--- a/generated/gone.tf\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "--- /dev/null\n+++ b/generated/new.tf\n@@ -0,0 +1,2 @@\n+1\u2028\n+2\n"
    )
    assert expected == unified_diff(changes)
    assert "" == unified_diff([])


def test_the_diff_shows_the_manifest_where_only_it_differs(roots: Roots) -> None:
    generate({"a.tf": "a\n"}, roots)
    (roots.out / MANIFEST).write_text('{"version": 1, "files": {}}')
    assert f"+++ b/generated/{MANIFEST}\n" in unified_diff(plan({"a.tf": "a\n"}, roots))


def test_git_applies_the_diff(roots: Roots) -> None:
    generate({"a.tf": "1\n2\n3\n4\n5\n6\n7\n8\n9", "gone.tf": "x\n"}, roots)
    wanted = {"a.tf": "1\n2\n3\n4\n5\nsix\n7\n8\n9", "new/b.tf": "b"}
    diff = unified_diff(plan(wanted, roots))
    subprocess.run(["git", "apply", "-p1", "-"], input=diff.encode(), cwd=roots.project, check=True)
    written = {path.relative_to(roots.out).as_posix(): path.read_text() for path in roots.out.rglob("*.tf")}
    assert wanted == written
