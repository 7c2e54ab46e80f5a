"""CPU seconds of whole process trees, each in a fresh folder, and none without the output that was asked for."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer

from benchmarks.peers.figures import Runs
from benchmarks.peers.peer import STDOUT, Peer
from benchmarks.peers.system import System, expected, services
from benchmarks.places import temporary

SMALLEST = 12
ROUNDS = 5
ENOUGH_S = 20.0  # a tool that has taken as much CPU time at one size is not run again
LIMIT_S = 1800.0  # of one run, on the clock
BARE_RUNS = 3  # of bare Python before each run of a tool

PASS = (sys.executable, "-c", "pass")

# Nobody calls out: no questions whether there is a newer version, no telemetry, no search for credentials.
OFFLINE = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "CDK_DISABLE_CLI_TELEMETRY": "true",
    "CDK_DISABLE_VERSION_CHECK": "1",
    "CHECKPOINT_DISABLE": "1",
    "DISABLE_VERSION_CHECK": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
    "SAM_CLI_TELEMETRY": "0",
    "SLS_NOTIFICATIONS_MODE": "off",
    "SLS_TELEMETRY_DISABLED": "1",
}


class TakesTooLongError(Exception):
    """A run was ended at its limit."""


def measured(peers: Sequence[Peer], functions: int) -> Iterator[tuple[str, Runs]]:
    """Yield what tools took on a system of this size, by name and each time it has grown by a run: they run in turn."""
    system = services(functions)
    found = {peer.name: Runs() for peer in peers}
    with temporary() as home:
        for peer in peers:  # fills the caches that a user's second run finds; not counted
            run(peer, services(SMALLEST), Path(home))
        for number in range(ROUNDS):
            for peer in peers:
                runs = found[peer.name]
                if number and (sum(runs.seconds) >= ENOUGH_S or not runs.seconds):
                    continue
                runs.bare.extend(cpu_seconds(PASS, Path(home), environment(Path(home))) for _ in range(BARE_RUNS))
                with suppress(TakesTooLongError):
                    runs.seconds.append(run(peer, system, Path(home)))
                yield peer.name, runs


def run(peer: Peer, system: System, home: Path) -> float:
    """Run a tool on a system in a fresh folder, and return its CPU seconds; what is wrong with its output ends everything."""
    with temporary() as name:
        folder = Path(name)
        peer.write(system, folder)
        found = environment(home) | dict(peer.environment)
        if peer.warm:
            cpu_seconds(peer.command, folder, found)
        seconds = cpu_seconds(peer.command, folder, found)
        if peer.says not in (folder / STDOUT).read_text(encoding="utf-8"):
            sys.exit(f"{peer.name} did not say {peer.says!r}")
        if peer.counts and (counts := peer.counts(folder)) != expected(system):
            sys.exit(f"{peer.name} came to {counts}, not to {expected(system)}")
    return seconds


def environment(home: Path) -> dict[str, str]:
    """Return the environment that every tool gets, with a home of its own; without what would keep Python from compiling."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **OFFLINE}


def cpu_seconds(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> float:
    """Run a command in a folder, with its standard output in a file there.

    Returns: user and system time of the command and of all that it waited for
    """
    with (folder / STDOUT).open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        timer = Timer(LIMIT_S, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGKILL:
        raise TakesTooLongError
    if process.returncode:
        said = (folder / STDOUT).read_bytes()[-2000:] + (folder / "stderr").read_bytes()[-4000:]
        sys.exit(f"{command}: exit {process.returncode}\n{said.decode(errors='replace')}")
    return round(usage.ru_utime + usage.ru_stime, 4)
