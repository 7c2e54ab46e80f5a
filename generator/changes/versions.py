"""The old version of a spec: a file, or a revision of git with the files that the spec names."""

import subprocess
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator import attachments, pipeline, source
from generator.diagnostics import Diagnostic, has_errors
from generator.git import git
from generator.model import Model


class VersionMissing(Exception):  # noqa: N818 - a state
    """There is no such version to compare with."""


class GitFailed(Exception):  # noqa: N818 - a state
    """git is not there, or does not answer."""


@dataclass(frozen=True, slots=True)
class Version:
    """An old version. model: None where nothing of it is understood, or there was none. problems: what today's rules refuse in it."""

    name: str
    model: Model | None
    problems: tuple[str, ...]
    exists: bool = True


def read(against: str, spec: Path) -> Version:
    """Return the version that `against` names: a file where there is one, else a revision of git.

    Raises VersionMissing where it is neither, GitFailed where git cannot be asked.
    """
    file = Path(against)
    if file.is_file():
        text, problems = source.read(file)
        built, found = pipeline.understood(text, problems, partial(attachments.on_disk, file.parent))
        return Version(against, built, _refused(found))
    return _revision(against, spec)


def _revision(against: str, spec: Path) -> Version:
    commit = _commit(against, spec.parent)
    content = _content(commit, spec.parent, spec.name)
    if content is None:
        return Version(against, None, (), exists=False)
    text, problems = source.parse(content, f"{against}:{spec.name}")
    built, found = pipeline.understood(text, problems, partial(_text, commit, spec.parent))
    return Version(against, built, _refused(found))


def _commit(against: str, folder: Path) -> str:
    """Return the full name of a commit."""
    try:
        return (
            _ask(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{against}^{{commit}}")
            .decode()
            .strip()
        )
    except subprocess.CalledProcessError as error:
        message = f'"{against}" is neither a file nor a revision of git here'
        raise VersionMissing(message) from error


def _content(commit: str, folder: Path, name: str) -> bytes | None:
    """Return a file of a commit, by its path from the spec's folder; None where the commit has none."""
    try:
        return _ask(folder, "cat-file", "blob", f"{commit}:./{name}")
    except subprocess.CalledProcessError:
        return None


def _text(commit: str, folder: Path, name: str) -> str | None:
    content = _content(commit, folder, name)
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError:
        return None


def _ask(folder: Path, *arguments: str) -> bytes:
    try:
        return git(str(folder), *arguments)
    except FileNotFoundError as error:
        raise GitFailed("git is not installed; name a file instead of a revision") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitFailed(f"git does not answer: {error}") from error


def _refused(found: list[Diagnostic]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.message for one in found if has_errors([one])))
