"""Load on `collectiq dev`: requests a second and latency by route, errors, and whether the host's memory stays flat.

usage: python -m benchmarks.load [SECONDS]

Starts the reference system's `prod` environment on free ports of this machine, and ends it again. Eight clients call the routes in
turn, for 40 seconds unless said, for 60 at most. A status that is not the route's own is an error, and fails the run.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import repeat
from pathlib import Path
from uuid import uuid4

from tests.local.cards import User, signed_up
from tests.local.kills import upload
from tests.local.running import Reply, running
from tests.tools import ROOT

CLIENTS = 8
SECONDS, MOST_SECONDS, WARM_UP_SECONDS = 40, 60, 10

Call = Callable[[], Reply]


@dataclass(frozen=True, slots=True)
class Answered:
    """One request. seconds: until its answer was there."""

    route: str
    status: int
    seconds: float


def calls(user: User) -> Mapping[str, Call]:
    """Return what a client calls in turn; its card is valued already."""
    image, key = upload(user.system, user), uuid4().hex
    card = str(user.create(image, key).body["cardId"])
    user.settled(card)
    return {
        "GET /healthz": lambda: user.send("GET", "/healthz"),
        "GET /cards": lambda: user.send("GET", "/cards"),
        "GET /cards/{id}": lambda: user.send("GET", f"/cards/{card}"),
        "POST /upload/presign": user.presign,
        "POST /cards, repeated": lambda: user.create(image, key),
    }


def client(routes: Mapping[str, Call], seconds: float) -> list[Answered]:
    """Call the routes in turn for a time."""
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        for route, call in routes.items():
            began = time.monotonic()
            status = call().status
            found.append(Answered(route, status, time.monotonic() - began))
    return found


def at_once(routes: Mapping[str, Call], seconds: float) -> list[Answered]:
    """Let all clients call."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        return [one for found in clients.map(client, repeat(routes, CLIENTS), repeat(seconds)) for one in found]


def memory_mb(process: int) -> int:
    """Return the resident memory of a process of ours."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def row(route: str, answered: Iterable[Answered], seconds: float) -> str:
    """Return a route's line of the table."""
    times = [one.seconds * 1000 for one in answered]
    percents = statistics.quantiles(times, n=100)
    return f"| {route} | {len(times) / seconds:.0f} | {percents[49]:.0f} | {percents[94]:.0f} | {percents[98]:.0f} |"


def main() -> None:
    """Print the table, and exit 1 where a request failed."""
    seconds = min(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS, MOST_SECONDS)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(ROOT / "collectiq.yaml", "prod", Path(folder, "output.txt")) as system,
    ):
        routes = calls(signed_up(system))
        at_once(routes, WARM_UP_SECONDS)
        before = memory_mb(system.process.pid)
        answered = at_once(routes, seconds)
        after = memory_mb(system.process.pid)
    print("| route | requests/s | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    for route in routes:
        print(row(route, [one for one in answered if one.route == route], seconds))
    print(row("all", answered, seconds))
    failed = [one for one in answered if one.status not in (HTTPStatus.OK, HTTPStatus.CREATED)]
    print(f"\n{len(failed)} errors; the host's memory: {before} MB after the warm-up, {after} MB at the end")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
