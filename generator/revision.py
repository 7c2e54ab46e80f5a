"""A spec as git holds it at a revision, read and checked like the one on disk."""

import os
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import attachments, source
from generator.pipeline import Compiled, compile_spec

_SECONDS = 60


class RevisionError(Exception):
    """Git has no such spec: no repository, no such revision, or no such file in it."""


def compile_revision(spec: Path, revision: str) -> Compiled:
    """Return what the spec of this path means at a revision, with the files that it names there."""
    with TemporaryDirectory() as folder:
        _extract(spec.parent, revision, [spec.name], folder)
        text, _ = source.read(Path(folder) / spec.name)
        names = sorted({name for _, name in attachments.named(text.data)} if isinstance(text.data, dict) else ())
        if names:
            _extract(spec.parent, revision, names, folder)
        return compile_spec(Path(folder) / spec.name)


def _extract(repository: Path, revision: str, names: list[str], folder: str) -> None:
    # A hook of another repository may have set GIT_DIR and the like.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"LC_ALL": "C"}
    command = ["git", "-C", str(repository), "-c", "core.fsmonitor=false", "archive", "--end-of-options", revision]
    command += [f"./{name}" for name in names]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, env=environment, check=True)  # noqa: S603
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise RevisionError(f"git has no {', '.join(names)} at {revision}: {said}") from None
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
