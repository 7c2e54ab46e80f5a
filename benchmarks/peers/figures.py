"""What was measured, kept as JSON: the page and the plot are made of it alone."""

import json
import statistics
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Runs:
    """A tool's runs at one size, in CPU seconds; `bare` are those of `python -c pass` between them. None ended: no seconds."""

    seconds: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.seconds) / statistics.median(self.bare)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured, and with what.

    versions: of the packages of each tool, by its name
    runs: by size, then by the tool's name
    """

    python: str
    node: str
    versions: dict[str, str]
    runs: dict[int, dict[str, Runs]] = field(default_factory=dict)


def save(figures: Figures, path: Path) -> None:
    """Write figures; the same ones are the same bytes."""
    path.write_text(json.dumps(asdict(figures), indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Figures:
    """Read figures back."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    runs = {
        int(size): {name: Runs(**found) for name, found in by_name.items()} for size, by_name in kept["runs"].items()
    }
    return Figures(kept["python"], kept["node"], kept["versions"], runs)


def still_true(path: Path, now: Figures) -> Figures:
    """Return what stands of the figures that are kept: those of tools that have the versions of now."""
    kept = load(path) if path.is_file() else now
    if (kept.python, kept.node) != (now.python, now.node):
        return now
    same = {name for name, versions in now.versions.items() if versions and kept.versions.get(name) == versions}
    runs = {size: {name: by_name[name] for name in by_name if name in same} for size, by_name in kept.runs.items()}
    return Figures(now.python, now.node, now.versions, runs)
