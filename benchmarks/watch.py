"""How long a save takes to be answered by `collectiq generate --watch`, and the CPU time of that over `python -c pass`.

usage: python -m benchmarks.watch [FUNCTIONS ...]

One value is edited that is in the output of both environments. The time is that from the save to the last word of the
answer; the CPU time has in it what follows the answer, such as the record for the next run. Linux only: reads /proc.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.places import temporary
from benchmarks.run import COLLECTIQ, COMPILING, EDITED, cpu_seconds
from benchmarks.specs import spec

SIZES = (12, 100)
SAVES = 11
PAUSE_S = 1.0  # a person's, in which it comes to rest


def spent(process: int) -> float:
    """Return the CPU seconds that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def answered(process: "subprocess.Popen[str]") -> None:
    """Wait for the summary of a run."""
    assert process.stderr
    for line in process.stderr:
        if "files written or removed" in line or "up to date" in line:
            return
    sys.exit("it ended")


def measure(functions: int) -> tuple[float, float]:
    """Return the median seconds from a save to the answer, and the CPU seconds of a save."""
    text = spec(functions)
    assert EDITED in text
    with temporary() as folder:
        path, new = Path(folder, "collectiq.yaml"), Path(folder, "new.yaml")
        path.write_text(text, encoding="utf-8")
        command: list[str | Path] = [COLLECTIQ, "generate", "--watch", "--spec", path]
        environment = {**COMPILING, "XDG_CACHE_HOME": str(Path(folder, "cache"))}
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        times, before = [], 0.0
        answered(process)
        for number in range(SAVES + 1):
            time.sleep(PAUSE_S)
            before = before or (spent(process.pid) if number else 0.0)
            new.write_text(text.replace(EDITED, f"timeout: {16 + number}s", 1), encoding="utf-8")
            begin = time.perf_counter()
            new.replace(path)
            answered(process)
            times += [time.perf_counter() - begin] if number else []
        time.sleep(PAUSE_S)
        cpu = (spent(process.pid) - before) / SAVES
        process.terminate()
        process.wait()
    return statistics.median(times), cpu


def main() -> None:
    unit = statistics.median(cpu_seconds([sys.executable, "-c", "pass"], COMPILING) for _ in range(21))
    print("| functions | answered after, ms | CPU, ms | CPU, ratio |")
    print("|---|---|---|---|")
    for functions in [int(word) for word in sys.argv[1:]] or SIZES:
        seconds, cpu = measure(functions)
        print(f"| {functions} | {seconds * 1000:.0f} | {cpu * 1000:.0f} | {cpu / unit:.1f} |", flush=True)


if __name__ == "__main__":
    main()
