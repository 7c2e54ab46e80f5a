"""Builds the packages of a system into `dist/`, and `dist/packages.json` beside them."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from generator.diagnostics import Diagnostic, Severity, has_errors
from generator.model import Model
from generator.package import archive, fixtures, handlers, lock
from generator.package.contents import Contents, Sources, contents
from generator.package.dependencies import Distributions
from generator.package.files import replacing
from generator.package.lock import Unreadable
from generator.package.reach import Code
from generator.package.target import Target
from generator.package.tree import Tree
from generator.package.wanted import Wanted, wanted
from generator.package.wheelhouse import Wheelhouse

MANIFEST = "packages.json"
MOST_UNZIPPED = 262_144_000  # AWS Lambda quota, layers included
MOST_UPLOADED = 52_428_800  # AWS Lambda quota of code that does not come from S3

_WHEELS = ".wheels"
_FORMAT = 1
_ZIP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*\.zip")


@dataclass(frozen=True, slots=True)
class Package:
    """A zip in `dist/`.

    key: where it lies in an artifact bucket. sha256: in Base64, as AWS gives a function's. parts: bytes, unzipped, of each
    folder and distribution in it. is_new: it was not there before.
    """

    name: str
    target: Target
    file: Path
    key: str
    sha256: str
    size: int
    unzipped: int
    parts: Mapping[str, int]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Build:
    """What came out; no packages where a problem is an error."""

    packages: tuple[Package, ...]
    problems: tuple[Diagnostic, ...]


def build(model: Model, root: Path, dist: Path, tell: Callable[[str], None]) -> Build:
    """Build what changed; root: the spec's folder; tell: hears what takes a while.

    Raises OSError, and WheelError where wheels cannot be had.
    """
    every, problems = wanted(model)
    if problems:
        return Build((), tuple(problems))
    sources = _sources(_files(model, root, every), dist, tell)
    found = [contents(one, sources(one.target)) for one in every]
    problems = [problem for one, wrong in found for problem in (*wrong, *_size_problems(one))]
    problems = _each_once(problems)
    if has_errors(problems):
        return Build((), tuple(problems))
    before = _manifest(dist)
    packages = tuple(_built(one, dist, before) for one, _ in found)
    _write_manifest(dist, before, [_facts(package, one) for package, (one, _) in zip(packages, found, strict=True)])
    return Build(packages, tuple(problems))


def _each_once(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the problems without those that another package had before: shared code is wrong once."""
    first: dict[str, Diagnostic] = {}
    for problem in problems:
        first.setdefault(problem.message, problem)
    return list(first.values())


def _files(model: Model, root: Path, every: Iterable[Wanted]) -> Tree:
    """Return the files that packages may hold."""
    modules = {handler.module for one in every if one.target.is_python for handler in one.handlers}
    imitated = any(stack.environment.mocks for stack in model.stacks)
    return fixtures.without(handlers.read(root, model.stacks), modules, imitated=imitated)


def _sources(files: Tree, dist: Path, tell: Callable[[str], None]) -> Callable[[Target], Sources]:
    """Return where the files of a target come from; what is read is read once for all packages."""

    @cache
    def locked(target: Target, place: str) -> Distributions | Unreadable:
        text = (files.root / place).read_text(encoding="utf-8") if place in files.files else ""
        found = lock.read(text, target)
        if isinstance(found, Unreadable):
            return found
        return Distributions(found, target, Wheelhouse(dist / _WHEELS, target, (files.root / place).parent, tell).fetch)

    @cache
    def of(target: Target) -> Sources:
        return Sources(Code(files, target), lambda place: locked(target, place))

    return of


def _size_problems(one: Contents) -> Iterable[Diagnostic]:
    """Yield what AWS would say about the size, and the one thing that is only good to know."""
    place = one.wanted.handlers[0].path
    unzipped = sum(entry.size for entry in one.entries)
    if unzipped > MOST_UNZIPPED:
        message = f'the package "{one.wanted.label}" has {shown(unzipped)} unzipped, and AWS takes at most 250 MB; {_largest(one)}'
        yield Diagnostic(place, message, "package-too-large")
    elif len(one.entries) > archive.MOST_FILES:
        message = f'the package "{one.wanted.label}" has {len(one.entries)} files, and a zip holds at most {archive.MOST_FILES}'
        yield Diagnostic(place, message, "package-too-large")
    elif (size := archive.size(one.entries)) > MOST_UPLOADED:
        message = f'the package "{one.wanted.label}" has {shown(size)} zipped; over 50 MB it starts slowly, and only S3 takes it'
        yield Diagnostic(place, message, "large-package", Severity.WARNING)


def shown(size: int) -> str:
    """Return a size as a person reads it; a megabyte is what it is for AWS."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 // 10 else f"{size / 1024:.1f} KB"


def _largest(one: Contents) -> str:
    return "the largest parts are " + ", ".join(
        f"{name} ({shown(size)})" for name, size in list(_parts(one).items())[:3]
    )


def _parts(one: Contents) -> dict[str, int]:
    """Return how much of a package each folder and distribution is, the largest first."""
    parts: dict[str, int] = {}
    for entry in one.entries:
        parts[entry.part] = parts.get(entry.part, 0) + entry.size
    return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))


def _inputs(one: Contents) -> str:
    """Return what a package is made of, as one hash."""
    lines = [f"{_FORMAT}", *(f"{entry.path}\0{entry.is_executable}\0{entry.digest}" for entry in one.entries)]
    return sha256("\n".join(lines).encode()).hexdigest()


def _built(one: Contents, dist: Path, before: Mapping[str, Any]) -> Package:
    """Write a package unless it is there already."""
    file = dist / f"{one.wanted.label}.zip"
    known = before.get(one.wanted.label, {})
    is_new = known.get("inputs") != _inputs(one) or _digest(file) != known.get("digest")
    if is_new:
        with replacing(file) as out:
            archive.write(one.entries, out)
    digest = _digest(file)
    return Package(
        name=one.wanted.package,
        target=one.wanted.target,
        file=file,
        key=f"{one.wanted.package}/{digest}.zip",
        sha256=b64encode(bytes.fromhex(digest)).decode(),
        size=archive.size(one.entries),
        unzipped=sum(entry.size for entry in one.entries),
        parts=_parts(one),
        is_new=is_new,
    )


def _digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hex; empty where there is none."""
    if not file.is_file():
        return ""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _facts(package: Package, one: Contents) -> dict[str, Any]:
    return {
        "name": package.name,
        "runtime": package.target.runtime,
        "architecture": package.target.architecture,
        "file": package.file.name,
        "key": package.key,
        "sha256": package.sha256,
        "digest": package.key.rpartition("/")[2].removesuffix(".zip"),
        "size": package.size,
        "unzipped_size": package.unzipped,
        "distributions": {name: wheel.version for name, wheel in sorted(one.wheels.items())},
        "inputs": _inputs(one),
    }


def _manifest(dist: Path) -> Mapping[str, Any]:
    """Return what the last run wrote, by label; nothing where it cannot be read, for then all is built again."""
    try:
        read = json.loads((dist / MANIFEST).read_text(encoding="utf-8"))["packages"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return {}
    entries = read.items() if isinstance(read, dict) else ()
    return {label: entry for label, entry in entries if isinstance(entry, dict)}


def _write_manifest(dist: Path, before: Mapping[str, Any], facts: Iterable[dict[str, Any]]) -> None:
    """Write what was built, and remove the zips that belong to no package any more."""
    packages = {fact["file"].removesuffix(".zip"): fact for fact in facts}
    for label in before.keys() - packages.keys():
        if _ZIP.fullmatch(f"{label}.zip"):
            (dist / f"{label}.zip").unlink(missing_ok=True)
    text = json.dumps({"packages": packages}, indent=2) + "\n"
    if before != packages:
        with replacing(dist / MANIFEST) as out:
            out.write(text.encode())
