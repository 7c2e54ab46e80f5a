"""`validate` and `generate` in their plain forms, without Typer.

They are run on every save and in every pipeline, and Typer with what it imports takes longer than their work. What
is not plainly theirs (help, a mistake, any other command) is Typer's to read and to answer, so what stands here may
be narrower than the options in `cli.py`, and never wider.
"""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from generator.terminal import Format

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


def command(words: "Sequence[str]") -> "Callable[[], None] | None":
    """Return what the words ask for; None where they don't do so plainly."""
    try:
        match words:
            case ["generate", *options]:
                return _generate(options)
            case ["validate", *options]:
                return _validate(options)
    except _NotPlainError:
        pass
    return None


def _generate(words: "Sequence[str]") -> "Callable[[], None]":
    from generator.commands.generating import Asked, generate

    reader = _Reader()
    reader.add_argument("--out", type=Path)
    reader.add_argument("--check", action="store_true")
    reader.add_argument("--force", action="store_true")
    reader.add_argument("--watch", action="store_true")
    return partial(generate, Asked(**vars(reader.parse_args(words))))


def _validate(words: "Sequence[str]") -> "Callable[[], None]":
    from generator.commands.validating import validate

    reader = _Reader()
    reader.add_argument("--format", type=Format, default=Format.TEXT, dest="format_")
    reader.add_argument("--strict", action="store_true")
    reader.add_argument("--differences", action="store_true")
    return partial(validate, **vars(reader.parse_args(words)))
