"""`validate` and `generate` in their plain forms, without Typer.

They are run on every save and in every pipeline, and Typer with what it imports takes longer than their work. What
is not plainly theirs (help, a mistake, any other command) is Typer's to read and to answer, so what stands here may
be narrower than the options in `cli.py`, and never wider.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from generator.options import read
from generator.terminal import Format

if TYPE_CHECKING:
    from collections.abc import Callable

_SPEC = "collectiq.yaml"
_FORMATS = frozenset(Format)


def command(words: list[str]) -> "Callable[[], None] | None":
    """Return what the words ask for; None where they don't do so plainly."""
    match words:
        case ["generate", *options]:
            return _generate(options)
        case ["validate", *options]:
            return _validate(options)
    return None


def _generate(words: list[str]) -> "Callable[[], None] | None":
    found = read(words, frozenset({"--spec", "--out"}), frozenset({"--quiet", "--check", "--force", "--watch"}))
    if found is None:
        return None
    from generator.commands.generating import Asked, generate

    values, flags = found
    asked = Asked(
        spec=Path(values.get("--spec", _SPEC)),
        out=Path(values["--out"]) if "--out" in values else None,
        check="--check" in flags,
        force="--force" in flags,
        quiet="--quiet" in flags,
        watch="--watch" in flags,
    )
    return lambda: generate(asked)


def _validate(words: list[str]) -> "Callable[[], None] | None":
    found = read(words, frozenset({"--spec", "--format"}), frozenset({"--quiet", "--strict", "--differences"}))
    if found is None:
        return None
    values, flags = found
    format_ = values.get("--format", Format.TEXT)
    if format_ not in _FORMATS:
        return None
    from generator.commands.validating import validate

    return lambda: validate(
        Path(values.get("--spec", _SPEC)),
        Format(format_),
        strict="--strict" in flags,
        differences="--differences" in flags,
        quiet="--quiet" in flags,
    )
