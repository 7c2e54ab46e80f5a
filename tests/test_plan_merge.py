"""After a merge in git: what `generate` once wrote is not a hand edit, and a hand edit still is one."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from generator.apply import apply
from generator.manifest import MANIFEST
from generator.plan import Roots, compare

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def body(**changed: str) -> str:
    """Return a file of thirty lines, some of them changed: `line3="x"`."""
    return "".join(changed.get(f"line{number}", f"line {number}") + "\n" for number in range(30))


BASE = {"main.tf": body(), "other.tf": body(), ".tflint.hcl": body(), "drop.tf": body()}
OURS = {**BASE, "main.tf": body(line3="ours", line20="far"), ".tflint.hcl": body(line3="ours"), "ours.tf": "ours\n"}
THEIRS = {**BASE, "main.tf": body(line3="theirs"), ".tflint.hcl": body(line9="theirs"), "x/theirs.tf": "theirs\n"}
MERGED = {**BASE, "main.tf": body(line3="both"), ".tflint.hcl": body(line3="ours", line9="theirs")}
MERGED |= {"ours.tf": "ours\n", "x/theirs.tf": "theirs\n"}
del THEIRS["drop.tf"], MERGED["drop.tf"]


class Shop:
    """A repository whose branches `main` and `theirs` generated different files from one base."""

    def __init__(self, top: Path, project: str = "shop", *options: str) -> None:
        self.project = top / project
        self.project.mkdir(parents=True)
        self.roots = Roots(self.project / "generated", self.project)
        git(top, "init", "-q", "-b", "main", *options)
        self.commit(BASE)
        self.git("checkout", "-q", "-b", "theirs")
        self.commit(THEIRS)
        self.git("checkout", "-q", "main")
        self.commit(OURS)

    def git(self, *arguments: str, fails: bool = False) -> None:
        git(self.project, *arguments, fails=fails)

    def commit(self, files: Mapping[str, str]) -> None:
        self.generate(files)
        self.git("add", "-A", ".")
        self.git("commit", "-q", "-m", "generate")

    def generate(self, files: Mapping[str, str]) -> None:
        apply(compare(paths(files), self.roots), self.roots)

    def not_ours(self, files: Mapping[str, str]) -> list[str]:
        return [change.shown for change in compare(paths(files), self.roots) if change.kind == "!"]

    def tree(self) -> dict[str, str]:
        files = {path.relative_to(self.project).as_posix(): path for path in self.project.rglob("*") if path.is_file()}
        ours = {name: path for name, path in files.items() if MANIFEST not in name and not name.startswith(".git/")}
        return {name.removeprefix("generated/"): path.read_text() for name, path in ours.items()}

    def assert_generates(self, files: Mapping[str, str]) -> None:
        assert [] == self.not_ours(files)
        self.generate(files)
        assert dict(files) == self.tree()


def git(folder: Path, *arguments: str, fails: bool = False) -> None:
    settings = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "core.autocrlf=false",
        "-c",
        "rerere.enabled=no",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_EDITOR": "true", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    assert fails == bool(done.returncode), done.stdout + done.stderr


def paths(files: Mapping[str, str]) -> dict[PurePosixPath, str]:
    return {PurePosixPath(path): text for path, text in files.items()}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture
def conflict(shop: Shop) -> Shop:
    shop.git("merge", "theirs", fails=True)
    return shop


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_generate_solves_a_merge_conflict(style: str, shop: Shop) -> None:
    shop.git("-c", f"merge.conflictStyle={style}", "merge", "theirs", fails=True)
    assert "<<<<<<<" in (shop.roots.out / MANIFEST).read_text()
    assert "<<<<<<<" in (shop.roots.out / "main.tf").read_text()
    assert body(line3="ours", line9="theirs") == (shop.project / ".tflint.hcl").read_text()
    shop.assert_generates({**MERGED, ".tflint.hcl": body(line3="ours", line9="theirs", line12="more")})


@pytest.mark.parametrize("options", [["rebase", "theirs"], ["cherry-pick", "theirs"], ["revert", "HEAD~1"]])
def test_generate_solves_the_conflict_of_other_commands(options: list[str], shop: Shop) -> None:
    if options[0] == "revert":
        shop.commit({**OURS, "main.tf": body(line3="later")})
    shop.git(*options, fails=True)
    shop.assert_generates({**MERGED, ".tflint.hcl": body(line12="more")})


def test_generate_solves_the_conflict_of_a_stash(shop: Shop) -> None:
    shop.generate(MERGED)
    shop.git("stash", "--include-untracked")
    shop.commit({**OURS, "main.tf": body(line3="other")})
    shop.git("stash", "pop", fails=True)
    shop.assert_generates({**MERGED, "main.tf": body(line3="third")})


def test_files_of_the_other_side_that_nothing_generates_now_are_removed(conflict: Shop) -> None:
    assert (conflict.roots.out / "x/theirs.tf").exists()
    conflict.assert_generates(OURS)


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_a_manifest_taken_from_one_side_is_enough(side: str, conflict: Shop) -> None:
    conflict.git("checkout", side, f"generated/{MANIFEST}")
    conflict.git("add", "-A")
    conflict.assert_generates({**MERGED, ".tflint.hcl": body()})


def test_a_merge_that_was_committed_as_it_was_is_put_right(conflict: Shop) -> None:
    conflict.git("add", "-A")
    conflict.git("commit", "-m", "merge")
    conflict.assert_generates({**MERGED, ".tflint.hcl": body()})


def test_a_line_of_ones_own_in_a_conflict_is_a_hand_edit(conflict: Shop) -> None:
    file = conflict.roots.out / "main.tf"
    file.write_text(file.read_text() + "mine\n")
    assert ["generated/main.tf"] == conflict.not_ours(MERGED)


def test_a_line_of_ones_own_in_a_merged_file_is_a_hand_edit_staged_or_not(conflict: Shop) -> None:
    file = conflict.project / ".tflint.hcl"
    file.write_text(file.read_text() + "mine\n")
    assert [".tflint.hcl"] == conflict.not_ours(MERGED)
    conflict.git("add", "-A")
    assert [".tflint.hcl"] == conflict.not_ours(MERGED)


def test_a_line_deleted_by_hand_beside_a_conflict_is_a_hand_edit(conflict: Shop) -> None:
    (conflict.roots.out / "other.tf").write_text(body().replace("line 7\n", ""))
    assert ["generated/other.tf"] == conflict.not_ours(MERGED)
    conflict.git("add", "generated/other.tf")
    assert ["generated/other.tf"] == conflict.not_ours(MERGED)


def test_a_line_deleted_by_hand_after_a_merge_is_a_hand_edit_staged_or_not(conflict: Shop) -> None:
    conflict.commit(MERGED)
    (conflict.roots.out / "main.tf").write_text(MERGED["main.tf"].replace("line 7\n", ""))
    assert ["generated/main.tf"] == conflict.not_ours(MERGED)
    conflict.git("add", "-A")
    assert ["generated/main.tf"] == conflict.not_ours(MERGED)


def test_a_hand_edit_is_one_even_when_it_is_committed(shop: Shop) -> None:
    (shop.roots.out / "other.tf").write_text(body(line3="mine"))
    (shop.project / ".tflint.hcl").write_text(OURS[".tflint.hcl"].replace("line 7\n", ""))
    shop.git("commit", "-a", "-m", "mine")
    assert [".tflint.hcl", "generated/other.tf"] == shop.not_ours(OURS)


def test_a_foreign_file_whose_hash_only_a_manifest_knows_is_kept(shop: Shop) -> None:
    (shop.project / ".gitignore").write_text("generated/never.tf\n")
    shop.commit({**OURS, "never.tf": "never committed\n"})
    shop.commit(OURS)
    (shop.roots.out / "never.tf").write_text("never committed\n")
    assert ["generated/never.tf"] == shop.not_ours({**OURS, "never.tf": "other\n"})


def test_files_checked_out_from_another_commit_are_ours(shop: Shop) -> None:
    shop.git("checkout", "HEAD~1", "--", "generated/main.tf", ".tflint.hcl")
    shop.assert_generates(OURS)


@pytest.mark.parametrize("text", [None, "", "<<<<<<< HEAD\nmine\n"])
def test_a_manifest_lost_is_found_in_git_and_a_spoilt_one_is_named(text: str | None, shop: Shop) -> None:
    (shop.roots.out / MANIFEST).unlink()
    if text is not None:
        (shop.roots.out / MANIFEST).write_text(text)
    expected = [] if text is None else [f"generated/{MANIFEST}"]
    assert expected == shop.not_ours(MERGED)


def test_a_broken_manifest_in_a_commit_does_no_harm(shop: Shop) -> None:
    (shop.roots.out / MANIFEST).write_text("[")
    shop.git("commit", "-a", "-m", "broken")
    assert [f"generated/{MANIFEST}"] == shop.not_ours(MERGED)


def test_a_system_in_a_folder_of_a_repository_with_sha256_names(tmp_path: Path) -> None:
    shop = Shop(tmp_path, "systems/a shop ü", "--object-format=sha256")
    shop.git("merge", "theirs", fails=True)
    shop.assert_generates({**MERGED, ".tflint.hcl": body()})


def test_settings_of_a_hook_of_another_repository_are_ignored(conflict: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    conflict.assert_generates(MERGED)


def test_a_repository_without_a_commit_says_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / ".tflint.hcl").write_text("mine")
    changes = compare(paths({".tflint.hcl": "ours"}), Roots(tmp_path / "generated", tmp_path))
    assert [".tflint.hcl"] == [change.shown for change in changes if change.kind == "!"]


def test_without_git_a_conflict_is_named(conflict: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    names = [f"generated/{MANIFEST}", "generated/main.tf"]
    assert names == conflict.not_ours(MERGED)
