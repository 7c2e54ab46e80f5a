"""Whatever was generated before, and whatever is generated next, the disk holds exactly that."""

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.apply import apply
from generator.manifest import MANIFEST
from generator.plan import Roots, compare

NAMES = st.sampled_from(["a", "b", "c.tf", "ü", "-x", "with blank", "workflows", "e.yml"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join) | st.sampled_from(
    [".tflint.hcl", ".github/workflows/e.yml"]
)
TREES = st.dictionaries(PATHS, st.text(max_size=5), max_size=8).map(
    lambda tree: {path: text for path, text in tree.items() if not any(other.startswith(path + "/") for other in tree)}
)


def generate(files: Mapping[str, str], roots: Roots) -> int:
    changes = compare({PurePosixPath(path): text for path, text in files.items()}, roots)
    apply(changes, roots)
    return len(changes)


def tree(roots: Roots) -> dict[str, bytes]:
    files = {path: path.read_bytes() for path in roots.project.rglob("*") if path.is_file() and path.name != MANIFEST}
    return {
        (
            path.relative_to(roots.out) if path.is_relative_to(roots.out) else path.relative_to(roots.project)
        ).as_posix(): text
        for path, text in files.items()
    }


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_the_disk_holds_exactly_the_last_mapping_and_a_second_run_writes_nothing(trees: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        roots = Roots(Path(folder, "generated"), Path(folder))
        for files in trees:
            generate(files, roots)
            assert {path: text.encode() for path, text in files.items()} == tree(roots)
            assert all(path.is_file() or any(path.iterdir()) for path in Path(folder).rglob("*"))
            before = {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*")}
            assert 0 == generate(files, roots)
            assert before == {path: path.stat().st_mtime_ns for path in Path(folder).rglob("*")}


@settings(max_examples=50, deadline=None)
@given(TREES, TREES, TREES)
def test_what_somebody_else_wrote_is_never_touched(
    foreign: dict[str, str], first: dict[str, str], then: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        roots = Roots(Path(folder, "generated"), Path(folder))
        generate(first, roots)
        mine = place(foreign, roots)
        for files in (first, then, {}):
            changes = compare({PurePosixPath(path): text for path, text in files.items()}, roots)
            if not any(change.kind == "!" for change in changes):
                apply(changes, roots)
            assert all(path.read_text() == text for path, text in mine.items())


def place(foreign: Mapping[str, str], roots: Roots) -> dict[Path, str]:
    """Write files as a person would, where no folder or file stands in the way."""
    mine = {}
    for path, text in foreign.items():
        file = roots.out / path
        if file.exists() or any(above.is_file() for above in file.parents):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine " + text.replace("\r", ""))
        mine[file] = "mine " + text.replace("\r", "")
    return mine


def test_a_file_beside_the_spec_is_never_a_folder_of_the_output(tmp_path: Path) -> None:
    [change, *_] = compare({PurePosixPath(".tflint.hcl/a"): ""}, Roots(tmp_path / "generated", tmp_path))
    assert ("!", '".tflint.hcl/a"') == (change.kind, change.shown)
