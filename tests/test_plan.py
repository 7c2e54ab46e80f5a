"""What `generate` would do, and whose files it leaves alone."""

import json
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pytest

from generator.apply import apply
from generator.containment import TEMPORARY
from generator.manifest import MANIFEST, digest
from generator.plan import Change, PlanError, Roots, compare

SHOP = {
    "terraform/envs/dev/main.tf": "module {}\n",
    "terraform/envs/prod/main.tf": "module {}\n# prod\n",
    "docs/index.md": "# Shop\n",
    ".github/workflows/ci.yml": "on: push\n",
}


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    project = tmp_path / "shop"
    project.mkdir()
    return Roots(project / "generated", project)


def plan(files: Mapping[str, str], roots: Roots, *, force: bool = False) -> list[Change]:
    return compare({PurePosixPath(path): text for path, text in files.items()}, roots, force=force)


def generate(files: Mapping[str, str], roots: Roots, *, force: bool = False) -> None:
    apply(plan(files, roots, force=force), roots)


def told(changes: list[Change]) -> list[str]:
    return [f"{change.kind} {change.shown}" for change in changes if change.path.name != MANIFEST]


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


def stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*")}


def only_reason(changes: list[Change], shown: str) -> str:
    return next(change.reason for change in changes if change.shown == shown and change.kind == "!")


def write_manifest(roots: Roots, text: str) -> None:
    roots.out.mkdir(exist_ok=True)
    (roots.out / MANIFEST).write_text(text)


def listing(files: Mapping[str, str]) -> str:
    return json.dumps({"version": 1, "files": {path: digest(text.encode()) for path, text in files.items()}})


def test_an_empty_folder_gets_every_file_and_a_manifest(roots: Roots) -> None:
    generate(SHOP, roots)
    expected = {"generated/" + path: text for path, text in SHOP.items() if not path.startswith(".github")}
    assert {**expected, ".github/workflows/ci.yml": "on: push\n"} == tree(roots.project)
    manifest = json.loads((roots.out / MANIFEST).read_text())
    assert sorted(SHOP) == list(manifest["files"])
    assert digest(b"on: push\n") == manifest["files"][".github/workflows/ci.yml"]
    assert 0o600 == (roots.out / "docs/index.md").stat().st_mode & 0o733


def test_a_second_run_finds_no_change_and_writes_nothing(roots: Roots) -> None:
    generate(SHOP, roots)
    before = stamps(roots.project)
    assert [] == plan(SHOP, roots)
    generate(dict(reversed(SHOP.items())), roots)
    assert before == stamps(roots.project)


def test_changes_are_named_from_the_folder_of_the_spec_and_sorted(roots: Roots) -> None:
    generate(SHOP, roots)
    wanted = {**SHOP, "docs/index.md": "# New\n", "docs/a.md": "a\n"}
    del wanted["terraform/envs/prod/main.tf"]
    expected = ["+ generated/docs/a.md", "~ generated/docs/index.md", "- generated/terraform/envs/prod/main.tf"]
    assert expected == told(plan(wanted, roots))


def test_an_output_folder_elsewhere_is_named_as_it_was_given(roots: Roots, tmp_path: Path) -> None:
    elsewhere = Roots(tmp_path / "build", roots.project)
    assert [f"+ {(tmp_path / 'build/a.tf').as_posix()}"] == told(plan({"a.tf": "a\n"}, elsewhere))


def test_files_no_longer_generated_go_with_the_folders_they_leave_empty(roots: Roots) -> None:
    generate(SHOP, roots)
    (roots.out / "terraform/envs/prod/terraform.tfstate").write_text("{}")
    generate({"docs/index.md": "# Shop\n"}, roots)
    kept = {"generated/docs/index.md": "# Shop\n", "generated/terraform/envs/prod/terraform.tfstate": "{}"}
    assert kept == tree(roots.project)
    assert not (roots.out / "terraform/envs/dev").exists()
    assert not (roots.project / ".github").exists()


def test_a_file_becomes_a_folder_and_a_folder_a_file(roots: Roots) -> None:
    one, two = {"a": "file\n", "b/c/d": "deep\n"}, {"a/x/y": "deep\n", "b": "file\n"}
    for wanted in (one, two, one):
        generate(wanted, roots)
        assert wanted == tree(roots.out)


def test_a_file_that_already_has_the_right_content_is_adopted(roots: Roots) -> None:
    roots.out.mkdir()
    (roots.out / "a.tf").write_text("a\n")
    generate({"a.tf": "a\n"}, roots)
    generate({}, roots)
    assert {} == tree(roots.out)


def test_a_file_edited_by_hand_stops_everything(roots: Roots) -> None:
    generate(SHOP, roots)
    (roots.out / "docs/index.md").write_text("# Mine\n")
    before = stamps(roots.project)
    changes = plan({**SHOP, "new.tf": "new\n", "docs/index.md": "# New\n"}, roots)
    assert ["! generated/docs/index.md", "+ generated/new.tf"] == told(changes)
    assert "edited by hand" in only_reason(changes, "generated/docs/index.md")
    with pytest.raises(PlanError, match=r"nothing was written.*generated/docs/index\.md"):
        apply(changes, roots)
    assert before == stamps(roots.project)


def test_a_hand_edit_is_found_where_the_spec_changed_nothing(roots: Roots) -> None:
    generate(SHOP, roots)
    (roots.project / ".github/workflows/ci.yml").write_text("on: pull_request\n")
    assert ["! .github/workflows/ci.yml"] == told(plan(SHOP, roots))


def test_a_foreign_file_on_our_path_is_named_and_kept(roots: Roots) -> None:
    (roots.project / ".tflint.hcl").write_text("mine = true\n")
    changes = plan({".tflint.hcl": "ours = true\n"}, roots)
    assert "was not generated" in only_reason(changes, ".tflint.hcl")


def test_an_edited_file_that_is_no_longer_generated_is_kept(roots: Roots) -> None:
    generate(SHOP, roots)
    (roots.out / "docs/index.md").write_text("# Mine\n")
    changes = plan({}, roots)
    assert "delete it with --force" in only_reason(changes, "generated/docs/index.md")
    generate({}, roots, force=True)
    assert {} == tree(roots.project)


def test_force_replaces_what_is_not_ours(roots: Roots) -> None:
    roots.out.mkdir()
    (roots.out / "a.tf").write_bytes(b"\xff\xfe not text")
    generate({"a.tf": "a\n"}, roots, force=True)
    assert {"a.tf": "a\n"} == tree(roots.out)


def test_files_on_other_paths_are_none_of_our_business(roots: Roots) -> None:
    (roots.out / "terraform").mkdir(parents=True)
    (roots.out / "terraform/.terraform.lock.hcl").write_text("lock")
    (roots.out / "link").symlink_to("/etc")
    generate({"terraform/main.tf": "a\n"}, roots)
    generate({}, roots)
    assert "lock" == (roots.out / "terraform/.terraform.lock.hcl").read_text()
    assert (roots.out / "link").is_symlink()


UNSAFE = [
    "../out.tf",
    "/etc/motd",
    "a/../../b",
    "a\\b",
    "C:/x",
    "C:x",
    "nul\0",
    "a\nb",
    ".git/config",
    "a/.GIT/hooks/x",
]


@pytest.mark.parametrize("path", [*UNSAFE, MANIFEST, TEMPORARY, f"a/{TEMPORARY}", ".", "..", "\ud800"])
def test_a_path_that_could_lead_out_is_refused_even_by_force(path: str, roots: Roots) -> None:
    for force in (False, True):
        changes = plan({path: "x", "ok.tf": "ok\n"}, roots, force=force)
        assert ["cannot be the path of a generated file: rename what it is named after"] == [
            change.reason for change in changes if change.kind == "!"
        ]
        assert all(change.shown.isprintable() for change in changes)


def test_paths_that_exclude_each_other_are_refused(roots: Roots) -> None:
    changes = plan({"docs/Card.md": "", "docs/card.md": "", "x": "", "x/y": ""}, roots)
    assert ['! "docs/card.md"', '! "x"'] == [line for line in told(changes) if line.startswith("!")]


@pytest.mark.parametrize("path", ["../../victim", "/etc/motd", "a/../../victim", "C:\\x", "nul\0", "\ud800", ""])
def test_a_manifest_that_points_out_of_the_root_is_refused(path: str, roots: Roots) -> None:
    victim = roots.project.parent / "victim"
    victim.write_text("precious")
    write_manifest(roots, listing({path: "precious"}))
    assert "cannot be a generated file" in only_reason(plan({}, roots), f"generated/{MANIFEST}")
    generate({}, roots, force=True)
    assert "precious" == victim.read_text()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not JSON"),
        ("<<<<<<< HEAD\n{}\n", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"a": ' + "9" * 5000 + "}", "is not JSON"),
        ("[]", "is not a JSON object"),
        ("{}", "does not have version 1"),
        ('{"version": 7}', "does not have version 1"),
        ('{"version": 1}', "does not map paths to hashes"),
        ('{"version": 1, "files": [1]}', "does not map paths to hashes"),
        ('{"version": 1, "files": {"a": 1}}', 'has no SHA-256 for "a"'),
        ('{"version": 1, "files": {"a": "abc"}}', 'has no SHA-256 for "a"'),
        ('{"version": 1, "files": {}, "writing": 3}', "does not map paths to hashes"),
    ],
)
def test_a_bad_manifest_is_explained_and_replaced_by_force(text: str, problem: str, roots: Roots) -> None:
    write_manifest(roots, text)
    changes = plan({"a": "x\n"}, roots)
    assert [f"generated/{MANIFEST}"] == [change.shown for change in changes if change.kind == "!"]
    assert only_reason(changes, f"generated/{MANIFEST}").startswith(problem)
    generate({"a": "x\n"}, roots, force=True)
    assert [] == plan({"a": "x\n"}, roots)


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("link", ["generated/docs", "generated/docs/index.md", ".github", f"generated/{MANIFEST}"])
def test_a_symbolic_link_on_the_way_is_refused_even_by_force(link: str, force: bool, roots: Roots) -> None:  # noqa: FBT001
    outside = roots.project.parent / "outside"
    (outside / "workflows").mkdir(parents=True)
    (outside / "index.md").write_text("precious")
    place = roots.project / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside / "index.md" if "." in place.name[1:] else outside)
    changes = plan(SHOP, roots, force=force)
    assert any("is a symbolic link" in change.reason for change in changes if change.kind == "!")
    with pytest.raises(PlanError, match="nothing was written"):
        apply(changes, roots)
    assert {"index.md": "precious"} == tree(outside)


def test_a_manifest_reaches_nothing_through_a_symbolic_link(roots: Roots) -> None:
    outside = roots.project.parent / "outside"
    outside.mkdir()
    (outside / "notes").write_text("precious")
    write_manifest(roots, listing({"link/notes": "precious"}))
    (roots.out / "link").symlink_to(outside)
    assert "cannot be reached: generated/link is a symbolic link" in only_reason(
        plan({}, roots), "generated/link/notes"
    )
    assert ["! generated/link/notes"] == told(plan({}, roots, force=True))


def test_a_default_output_folder_that_links_out_of_the_project_is_refused(roots: Roots) -> None:
    outside = roots.project.parent / "outside"
    outside.mkdir()
    roots.out.symlink_to(outside)
    with pytest.raises(PlanError, match="leads out of the spec's folder by a symbolic link"):
        plan({"a": "x"}, roots)
    generate({"a": "x"}, Roots(outside, roots.project))
    assert {"a": "x"} == tree(outside)


def test_a_root_that_is_a_file_is_refused(roots: Roots) -> None:
    roots.out.write_text("mine")
    with pytest.raises(PlanError, match="generated is not a folder"):
        plan({"a": "x"}, roots)
    with pytest.raises(PlanError, match="nowhere is not a folder"):
        plan({"a": "x"}, Roots(roots.out, roots.project / "nowhere"))


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_or_a_pipe_in_place_of_a_file_is_left_to_a_person(force: bool, roots: Roots) -> None:  # noqa: FBT001
    (roots.out / "a.tf").mkdir(parents=True)
    (roots.out / "a.tf/mine").write_text("mine")
    (roots.out / "docs").write_text("mine")
    os.mkfifo(roots.out / "pipe")
    changes = plan({"a.tf": "x", "docs/index.md": "x", "pipe": "x"}, roots, force=force)
    assert ["! generated/a.tf", "! generated/docs/index.md", "! generated/pipe"] == told(changes)
    assert "is a folder" in only_reason(changes, "generated/a.tf")
    assert "generated/docs is a file" in only_reason(changes, "generated/docs/index.md")


def test_only_the_listed_places_beside_the_spec_are_written(roots: Roots) -> None:
    inside = ["Makefile", ".github/CODEOWNERS", ".github/workflows/a/b.yml", "x/.tflint.hcl", ".github/workflows/.yml"]
    named = [".checkov.yaml", ".pre-commit-config.yaml", ".tflint.hcl", "infracost.yml"]
    beside = [".github/workflows/deploy.yml", *named]
    generate(dict.fromkeys(inside + beside, "x"), roots)
    assert sorted([f"generated/{path}" for path in inside] + beside) == sorted(tree(roots.project))
