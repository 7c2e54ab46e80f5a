"""troposphere: a Python program that prints CloudFormation."""

import json
import shutil
from pathlib import Path

from benchmarks.peers import cloudformation
from benchmarks.peers.peer import INPUTS, STDOUT, Peer, python
from benchmarks.peers.system import Counts, System, document


def write(system: System, folder: Path) -> None:
    """Write the program, and the system that it loops over."""
    (folder / "system.json").write_text(document(system), encoding="utf-8")
    shutil.copy(INPUTS / "troposphere.py", folder / "app.py")


def counts(folder: Path) -> Counts:
    """Return what the template describes."""
    return cloudformation.counts(json.loads((folder / STDOUT).read_text(encoding="utf-8")))


TROPOSPHERE = Peer(
    name="troposphere",
    write=write,
    command=(python("troposphere"), "app.py"),
    counts=counts,
    does="CloudFormation from a program that spells out every resource, role and statement. Checks types, required "
    "properties and some values; no references and no grants.",
    packages=(("troposphere", "troposphere"),),
)
