"""What a tool is to the runner: its input, its command, what came out of it; and where the tools are installed."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.system import Counts, System

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools" / "peers"
LOCKS = ROOT / "requirements" / "peers"
INPUTS = Path(__file__).with_name("inputs")
STDOUT = "stdout"


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool, or one way to use it.

    name: its line in the table
    write: puts its input for a system into an empty folder
    command: what is timed, run in that folder, where its standard output is kept as `stdout`
    does: what it does and does not, beside the others
    counts: what came out of a run in that folder; None where nothing comes out but a verdict
    says: what a run that did its work prints
    packages: the lock that each of its packages is in, and the package
    environment: what it finds in its environment besides what all find there
    warm: timed is a second run in the same folder
    """

    name: str
    write: Callable[[System, Path], None]
    command: Sequence[str | Path]
    does: str
    counts: Callable[[Path], Counts] | None = None
    says: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    warm: bool = False


def version(lock: str, package: str) -> str:
    """Return the version that is locked, of a package of PyPI's or npm's."""
    if (pinned := LOCKS / f"{lock}.txt").is_file():
        found = re.search(rf"^{re.escape(package)}==([^ ;]+)", pinned.read_text(encoding="utf-8"), re.MULTILINE)
        assert found, f"{pinned} has no {package}"
        return found[1]
    packages = json.loads((LOCKS / lock / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return str(packages[f"node_modules/{package}"]["version"])


def python(lock: str) -> Path:
    """Return the interpreter of a tool from PyPI."""
    return script(lock, "python")


def script(lock: str, name: str) -> Path:
    """Return a command that a package of PyPI's installed."""
    return TOOLS / lock / "bin" / name


def modules(lock: str) -> Path:
    """Return the folder of a tool's packages from npm."""
    return TOOLS / lock / "node_modules"
