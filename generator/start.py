"""Starts a command: at once where it has nothing to do.

Everything here runs before each command, so it imports only what costs next to nothing.
"""

import gc
import io
import os
import sys

from generator import VERSION

_ENVIRONMENT = 3


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Unicode gets something, too
    try:
        _run(sys.argv[1:])
    except BrokenPipeError:
        # The reader has gone (`collectiq diff | head`); Python would complain again while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_ENVIRONMENT)


def _run(words: list[str]) -> None:
    if words == ["--version"]:
        print(f"collectiq {VERSION}", flush=True)  # noqa: T201 - what was asked for
    elif words[:1] != ["generate"] or not _is_up_to_date(words[1:]):
        _run_in_full(words)


def _is_up_to_date(options: list[str]) -> bool:
    """Tell whether there is nothing to generate; if so, to the person, too."""
    from generator.last_run import answer

    told = answer(options)
    if told is not None:
        print(told, end="", file=sys.stderr, flush=True)  # noqa: T201 - progress
    return told is not None


def _run_in_full(words: list[str]) -> None:
    from generator.plan_error import PlanError

    try:
        if not _run_plain(words):
            from generator.cli import app

            app()
    except PlanError as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - why it stopped
        sys.exit(_ENVIRONMENT)


def _run_plain(words: list[str]) -> bool:
    """Run what needs no Typer, and tell whether that was it."""
    if words[:1] not in (["generate"], ["validate"]):
        return False
    from generator.plain import command

    found = command(words)
    if found is None:
        return False
    gc.disable()  # such a command ends before there is garbage worth a search
    found()
    return True
