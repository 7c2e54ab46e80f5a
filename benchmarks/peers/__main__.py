"""Ourselves beside the tools that `make peers` installs, on one system of growing size.

usage: python -m benchmarks.peers [FUNCTIONS ...]

Measures at these sizes, 12, 100 and 1000 where none is said, and at those measured before, and writes figures, page and plot
beside this package: peers.json, peers.md, peers.svg. The runs alternate, so that whatever else the machine does falls on all of
them alike. Ourselves are measured each time; a peer keeps its figures as long as it keeps its versions: delete peers.json to
measure all of them anew.
"""

import subprocess
import sys
from pathlib import Path

from benchmarks.peers import PEERS
from benchmarks.peers.figures import Figures, save, still_true
from benchmarks.peers.measure import measured
from benchmarks.peers.page import page
from benchmarks.peers.peer import ROOT, TOOLS, Peer, python, version

SIZES = (12, 100, 1000)
LOCKS = sorted({lock for peer in PEERS for lock, _ in peer.packages} | {"matplotlib"})
HERE = ROOT / "benchmarks"


def main() -> None:
    """Measure, and write what came of it; what is cut off is gone on with."""
    missing = [name for name in LOCKS if not (TOOLS / name / "ready").is_file()]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}; make peers")
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()
    now = Figures(sys.version.split()[0], node, {peer.name: versions(peer) for peer in PEERS})
    figures = still_true(HERE / "peers.json", now)
    asked = [int(word) for word in sys.argv[1:]] or SIZES
    for functions in sorted({*asked, *figures.runs}):
        measure(figures, functions)
    (HERE / "peers.md").write_text(page(figures, PEERS), encoding="utf-8")
    plot = Path(__file__).with_name("plot.py")
    subprocess.run([python("matplotlib"), plot, HERE / "peers.json", HERE / "peers.svg"], check=True)


def versions(peer: Peer) -> str:
    """Return the packages of a tool with their versions, in words."""
    return ", ".join(f"{package} {version(lock, package)}" for lock, package in peer.packages)


def measure(figures: Figures, functions: int) -> None:
    """Add what is missing at one size, keep each run and tell it on standard error."""
    runs = figures.runs.setdefault(functions, {})
    for name, found in measured([peer for peer in PEERS if peer.name not in runs], functions):
        runs[name] = found
        save(figures, HERE / "peers.json")
        print(f"{functions} {name}: {found.seconds[-1:]} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
