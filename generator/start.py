"""Starts a command. `validate`, `generate` and `--version` in their plain forms do without Typer.

They are run on every save and in every pipeline, and Typer with what it imports takes longer than their work. What
is not plainly theirs (help, a mistake, any other command) is Typer's to read and to answer, so what stands here may
be narrower than the options in `cli.py`, and never wider.
"""

import gc
import io
import os
import sys
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from generator.terminal import ENVIRONMENT, Format, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class _NotPlainError(Exception):
    """Words that are for Typer to read."""


class _Reader(ArgumentParser):
    """Reads options without a word of its own: neither help nor errors."""

    def __init__(self) -> None:
        super().__init__(add_help=False, allow_abbrev=False)
        self.add_argument("--spec", type=Path, default=Path("collectiq.yaml"))
        self.add_argument("--quiet", "-q", action="store_true")

    def error(self, message: str) -> NoReturn:
        raise _NotPlainError(message)


def main() -> None:
    """Run the command line."""
    from generator.containment import PlanError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Unicode gets something, too
    try:
        run(sys.argv[1:])
    except PlanError as error:
        tell(str(error))
        sys.exit(ENVIRONMENT)
    except BrokenPipeError:
        # The reader has gone (`collectiq diff | head`); Python would complain again while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ENVIRONMENT)


def run(words: "Sequence[str]") -> None:
    """Run one command."""
    try:
        command = _plain(words)
        gc.disable()  # such a command ends before there is garbage worth a search
    except _NotPlainError:
        from generator.cli import app as command
    command()


def _plain(words: "Sequence[str]") -> "Callable[[], None]":
    """Return what the words ask for, where they do so plainly."""
    match words:
        case ["--version"]:
            return lambda: say(version())
        case ["generate", *options]:
            return _generate(options)
        case ["validate", *options]:
            return _validate(options)
        case _:
            raise _NotPlainError


def version() -> str:
    """Return what `--version` prints."""
    from importlib import metadata

    return f"collectiq {metadata.version('collectiq')}"


def _generate(words: "Sequence[str]") -> "Callable[[], None]":
    from generator.commands.generating import generate

    reader = _Reader()
    reader.add_argument("--out", type=Path)
    reader.add_argument("--check", action="store_true")
    reader.add_argument("--force", action="store_true")
    return partial(generate, **vars(reader.parse_args(words)))


def _validate(words: "Sequence[str]") -> "Callable[[], None]":
    from generator.commands.validating import validate

    reader = _Reader()
    reader.add_argument("--format", type=Format, default=Format.TEXT, dest="format_")
    reader.add_argument("--strict", action="store_true")
    reader.add_argument("--differences", action="store_true")
    return partial(validate, **vars(reader.parse_args(words)))
