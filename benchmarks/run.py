"""What the compiler costs as systems grow, in CPU time over that of `python -c pass`.

usage: python -m benchmarks.run [FUNCTIONS ...]

The runs alternate, so that whatever else the machine does falls on all of them alike; medians are printed.
"""

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.places import temporary
from benchmarks.specs import spec

SIZES = (12, 100, 1000)
ROUNDS = 5
EDITED = "timeout: 15s"
COLLECTIQ = Path(sys.executable).with_name("collectiq")

# As an installation is used: with its modules compiled, which the first round does.
COMPILING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

Command = Callable[[], Sequence[str | Path]]


def cpu_seconds(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> float:
    """Run a command and return the user and system time that it and what it waited for took."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        sys.exit(f"{command}: exit {process.returncode}\n{said.decode()}")
    return usage.ru_utime + usage.ru_stime


def commands(place: Path, functions: int) -> dict[str, Command]:
    """Return what is measured on a system of this size, by name; each may be run again and again."""
    path = place / "collectiq.yaml"
    path.write_text(spec(functions), encoding="utf-8")
    fresh = (place / f"new-{number}" for number in range(ROUNDS + 1))
    kept = place / "kept"
    edits = count(16)

    def edited() -> Sequence[str | Path]:
        """Return a run on a spec with one value that was another one before, for both environments."""
        other = place / "edited" / "collectiq.yaml"
        other.parent.mkdir(exist_ok=True)
        other.write_text(spec(functions).replace(EDITED, f"timeout: {next(edits)}s", 1), encoding="utf-8")
        return [COLLECTIQ, "generate", "--spec", other]

    return {
        "validate": lambda: [COLLECTIQ, "validate", "--spec", path],
        "generate, all new": lambda: [COLLECTIQ, "generate", "--spec", path, "--out", next(fresh)],
        "generate, one value edited": edited,
        "generate, nothing new": lambda: [COLLECTIQ, "generate", "--spec", path, "--out", kept],
    }


def medians(measured: Mapping[str, Command]) -> dict[str, float]:
    """Return the median CPU time of each command; a round before the first fills caches."""
    times: dict[str, list[float]] = {name: [] for name in measured}
    for number in range(ROUNDS + 1):
        for name, command in measured.items():
            seconds = cpu_seconds(command(), COMPILING)
            times[name] += [seconds] if number else []
    return {name: statistics.median(values) for name, values in times.items()}


def size(folder: Path) -> tuple[int, int]:
    """Return the number of files in a folder, and their bytes."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def ratios(measured: Mapping[str, Command]) -> list[str]:
    """Return the median of each command over that of doing nothing."""
    found = medians({"pass": lambda: [sys.executable, "-c", "pass"], **measured})
    unit = found.pop("pass")
    return [f"{seconds / unit:.1f}" if seconds < 10 * unit else f"{seconds / unit:.0f}" for seconds in found.values()]


def row(functions: int) -> str:
    """Measure a system of this size and return its line of the table."""
    with temporary() as folder:
        place = Path(folder)
        COMPILING["XDG_CACHE_HOME"] = str(place / "cache")
        found = ratios(commands(place, functions))
        files, length = size(place / "kept")
    return f"| {functions} | {files} | {length // 1000} | {' | '.join(found)} |"


def main() -> None:
    version, help_ = ratios({word: partial(list, [COLLECTIQ, word]) for word in ("--version", "--help")})
    print(f"--version {version}, --help {help_}", end="\n\n")
    print(
        "| functions | files | KB | validate | generate, all new | generate, one value edited | generate, nothing new |"
    )
    print("|---|---|---|---|---|---|---|")
    for functions in [int(word) for word in sys.argv[1:]] or SIZES:
        print(row(functions), flush=True)


if __name__ == "__main__":
    main()
