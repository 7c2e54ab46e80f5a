"""What git knows of the generated files, asked only when one of them looks edited by hand.

After a merge, a rebase or a checkout of single files, the manifest on disk may be another branch's, or hold conflict
markers. Nobody's work is in that: running `generate` is how such a conflict is solved. So a file is ours, too, when

1. a manifest in git (in its index, HEAD, the commit being merged or replayed, or among the last fifty before them)
   lists its path with the hash of its content, and git holds that content: an earlier run wrote it, and replacing it
   loses nothing; or
2. git itself put it together: the path is unmerged; or a merge is under way and the file is as in the index; or the
   last commit is a merge and the file is as in it. Then the sides of the merge must differ in this file, and each of
   its lines, conflict markers aside, must stand in a side that rule 1 vouches for. One line of anybody's own, and it is
   an edit. The same goes for the manifest, whose sides need only be manifests.

A file that nothing generates now, and that only a side of the merge lists, is ours to delete under the same two rules.
Without git, or outside a repository, nothing is ours but what the manifest on disk says.
"""

import hashlib
import os
import posixpath
import re
import subprocess
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from generator.containment import Disk, beside_spec
from generator.git import git
from generator.manifest import MANIFEST, Manifest, digest, parse

_COMMITS = ("HEAD", "HEAD^1", "HEAD^2", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "REVERT_HEAD")
_MARKER = re.compile(rb"(<{7}|\|{7}|={7}|>{7})( .*)?")


def generated(disk: Disk, suspects: Mapping[str, bytes], wanted: Container[str]) -> dict[str, bytes]:
    """Return the suspects that are ours by what git holds, and what else is ours to delete, with their contents."""
    try:
        history = _read(disk, suspects)
        orphans = {path: disk.read(path) for path in history.current if path not in wanted and path not in suspects}
        doubted = {**suspects, **{path: found for path, found in orphans.items() if isinstance(found, bytes)}}
        ours = _written(history, doubted)
        return ours | _merged(history, {path: text for path, text in doubted.items() if path not in ours})
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}


@dataclass(frozen=True, slots=True)
class _Repository:
    """A working tree of git, and where the two roots lie in it."""

    top: str
    out: str
    project: str

    def name(self, path: str) -> str:
        """Return a generated path as git names it."""
        return posixpath.normpath(posixpath.join(self.project if beside_spec(path) else self.out, path))

    def ask(self, *arguments: str, lines: Iterable[str] = ()) -> bytes:
        """Run a reading command of git, with lines on its standard input."""
        return git(self.top, *arguments, text="".join(f"{line}\n" for line in lines).encode())

    def exist(self, names: Iterable[str]) -> list[str]:
        """Return the object that each name stands for, an empty string for none."""
        answer = self.ask("cat-file", "--batch-check=%(objectname)", lines=names).decode(errors="replace")
        return ["" if " " in line else line for line in answer.splitlines()]

    def contents(self, names: Iterable[str]) -> list[bytes | None]:
        """Return the file that each name stands for."""
        asked = list(names)
        answer = self.ask("cat-file", "--batch", lines=asked)
        found: list[bytes | None] = []
        at = 0
        for _ in asked:
            end = answer.index(b"\n", at)
            words = answer[at:end].split(b" ")
            at = end + 1
            if words[-1] in (b"missing", b"ambiguous"):
                found.append(None)
                continue
            size = int(words[-1])
            found.append(answer[at : at + size] if words[1] == b"blob" else None)
            at += size + 1
        return found


@dataclass(frozen=True, slots=True)
class _History:
    """What git's manifests list.

    tips: commits whose files may stand on disk now.
    under_way: a merge, or what works like one, has begun and is not committed.
    head_merges: HEAD is a merge.
    index: objects by git's name and stage (0; 1 to 3 where unmerged).
    listed: hashes by path, in every manifest that was found.
    current: paths that the manifests of the tips or of the index list.
    """

    repository: _Repository
    tips: tuple[str, ...]
    under_way: bool
    head_merges: bool
    index: Mapping[str, Mapping[int, str]]
    listed: Mapping[str, set[str]]
    current: frozenset[str]

    def object_name(self, content: bytes) -> str:
        """Return git's name for a file's content; commits named by 64 digits tell a repository that uses SHA-256."""
        algorithm = hashlib.sha256 if self.tips and len(self.tips[0]) == 64 else hashlib.sha1  # noqa: PLR2004
        return algorithm(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def vouches(self, path: str, content: bytes) -> bool:
        """Tell whether an earlier run wrote this content to this path."""
        if path == MANIFEST:
            return not parse(content).problem
        return path in self.listed and digest(content) in self.listed[path]


def _read(disk: Disk, suspects: Iterable[str]) -> _History:
    repository = _find(disk)
    head, first, second, *under_way = repository.exist(f"{name}^{{commit}}" for name in _COMMITS)
    tips = tuple(dict.fromkeys(filter(None, (head, first if second else "", second, *under_way))))
    manifest = repository.name(MANIFEST)
    index = _index(repository, [repository.out, *(repository.name(path) for path in suspects if beside_spec(path))])
    now = [*index.get(manifest, {}).values(), *(f"{tip}:{manifest}" for tip in tips)]
    past = repository.ask("rev-list", "--full-history", "-n50", *tips, "--", manifest).decode().split() if tips else []
    texts = repository.contents([*now, *(f"{commit}:{manifest}" for commit in past)])
    manifests = [Manifest() if text is None else parse(text) for text in texts]
    return _History(
        repository,
        tips,
        under_way=any(under_way) or any(0 not in stages for stages in index.values()),
        head_merges=bool(second),
        index=index,
        listed=_listed(manifests),
        current=frozenset(path for known in manifests[: len(now)] for path in known.paths()),
    )


def _find(disk: Disk) -> _Repository:
    top, prefix = git(disk.project, "rev-parse", "--show-toplevel", "--show-prefix").decode().split("\n")[:2]
    below = os.path.relpath(disk.out, disk.project).replace(os.sep, "/")
    return _Repository(top, posixpath.normpath(posixpath.join(prefix, below)), prefix)


def _index(repository: _Repository, places: list[str]) -> dict[str, dict[int, str]]:
    index: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for entry in repository.ask("ls-files", "--stage", "-z", "--", *places).decode(errors="replace").split("\0")[:-1]:
        facts, _, name = entry.partition("\t")
        _, identifier, stage = facts.split(" ")
        index[name][int(stage)] = identifier
    return dict(index)


def _listed(manifests: Iterable[Manifest]) -> dict[str, set[str]]:
    listed: defaultdict[str, set[str]] = defaultdict(set)
    for known in manifests:
        for path, value in (*known.files.items(), *known.writing.items()):
            listed[path].add(value)
    return dict(listed)


def _written(history: _History, doubted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what rule 1 says is ours."""
    listed = [path for path, content in doubted.items() if path != MANIFEST and history.vouches(path, content)]
    objects = history.repository.exist(history.object_name(doubted[path]) for path in listed)
    return {path: doubted[path] for path, known in zip(listed, objects, strict=True) if known}


def _merged(history: _History, doubted: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what rule 2 says is ours."""
    sides = {path: _sides(history, path) for path in _from_merge(history, doubted)}
    texts = iter(history.repository.contents(name for names in sides.values() for name in names))
    ours = {}
    for path, names in sides.items():
        vouched = [text for text in islice(texts, len(names)) if text is not None and history.vouches(path, text)]
        lines = {line for text in vouched for line in text.split(b"\n")}
        made_of_them = all(line in lines or _MARKER.fullmatch(line) for line in doubted[path].split(b"\n"))
        if made_of_them and len(set(vouched)) > 1:
            ours[path] = doubted[path]
    return ours


def _from_merge(history: _History, doubted: Mapping[str, bytes]) -> list[str]:
    """Return the paths that stand on disk as git's merge left them, or that it could not merge."""
    stages = {path: history.index.get(history.repository.name(path), {}) for path in doubted}
    left = {path: known.get(0) for path, known in stages.items()} if history.under_way else {}
    if history.head_merges and not history.under_way:
        committed = history.repository.exist(f"HEAD:{history.repository.name(path)}" for path in doubted)
        left = dict(zip(doubted, committed, strict=True))
    return [
        path
        for path, content in doubted.items()
        if (stages[path] and 0 not in stages[path]) or left.get(path) == history.object_name(content)
    ]


def _sides(history: _History, path: str) -> list[str]:
    name = history.repository.name(path)
    return [*history.index.get(name, {}).values(), *(f"{tip}:{name}" for tip in history.tips)]
