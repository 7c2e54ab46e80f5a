"""`collectiq logs`: log lines of one function, or of all, by time."""

import re
import sys
from time import sleep, time
from typing import TYPE_CHECKING, Annotated

import typer

from generator.commands.places import Env, Policy, Url, cloud_or_exit, function_or_exit, places_or_exit
from generator.console import MISUSE, SPEC, Spec, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.operate.logs import Line, Logs

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

Function = Annotated[str | None, typer.Argument(metavar="[FUNCTION]", help="Its key in the spec; all by default.")]
Since = Annotated[str, typer.Option("--since", metavar="DURATION", help="How far back, such as 30s, 10m, 2h or 1d.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Go on with new lines until Ctrl-C.")]


def logs(  # noqa: PLR0913 - one for each option
    function: Function = None,
    *,
    spec: Spec = SPEC,
    env: Env = None,
    url: Url = None,
    since: Since = "10m",
    follow: Follow = False,
    permissions: Policy = False,
) -> None:
    """Print the log of a function, or of all of them, the oldest line first."""
    from generator.operate import permissions as policies
    from generator.operate.logs import Logs

    start_ms = int((time() - _seconds(since)) * 1000)
    place = places_or_exit(spec, env, url, policies.logs, permissions=permissions)[0]
    functions = [function_or_exit(place, function)] if function else list(place.stack.functions.values())
    found = Logs(place, functions, start_ms, {})
    several = len(functions) > 1
    with cloud_or_exit():
        try:
            for line in _lines(found, follow=follow):
                _print(line, several=several)
        except KeyboardInterrupt:
            if not follow:
                raise


def _seconds(duration: str) -> int:
    found = re.fullmatch(r"(\d{1,6})([smhd])", duration)
    if not found:
        tell(f'"{duration}" is no duration; write it as 30s, 10m, 2h or 1d')
        raise typer.Exit(MISUSE)
    return int(found[1]) * _SECONDS[found[2]]


def _lines(found: "Logs", *, follow: bool) -> "Iterator[Line]":
    from generator.operate import logs

    if follow:
        yield from logs.follow(found, sleep)
    else:
        yield from logs.look(found)[0]


def _print(line: "Line", *, several: bool) -> None:
    whose = f"{line.function} " if several else ""
    sys.stdout.write(f"{line.when} {whose}{line.text}\n")
    sys.stdout.flush()
