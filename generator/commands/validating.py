"""What `collectiq validate` does."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from generator.terminal import MISUSE, NO, Format, compile_or_exit, exit_on_errors, formatted, say, tell

if TYPE_CHECKING:
    from pathlib import Path


def validate(spec: "Path", format_: Format, *, strict: bool, differences: bool, quiet: bool) -> None:
    """Print every mistake of a spec, or what its environments have different (differences)."""
    from generator.pipeline import compile_spec

    if differences:
        _list_differences(spec, format_)
        return
    compiled = compile_spec(spec, datetime.now(UTC).date())
    if compiled.diagnostics or format_ is not Format.TEXT:
        end = "\n" if format_ is Format.TEXT else ""
        say(formatted(compiled.diagnostics, compiled.source, format_), end)
    elif not quiet:
        say(f"{spec} is valid")
    exit_on_errors(compiled)
    if strict and compiled.diagnostics:
        sys.exit(NO)


def _list_differences(spec: "Path", format_: Format) -> None:
    from generator import differences

    if format_ not in (Format.TEXT, Format.JSON):
        tell("differences are listed as text or json")
        sys.exit(MISUSE)
    model = compile_or_exit(spec).model
    found = differences.listed(model.spec) if model else []
    if format_ is Format.JSON:
        say(differences.as_json(found), end="")
    else:
        say(differences.as_table(found) or "the environments are the same\n", end="")
