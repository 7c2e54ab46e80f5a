"""Exit codes, and how commands speak to a person; without Typer, so that what runs on every save starts at once."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING

from generator import VERSION
from generator.colours import colour

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from generator.diagnostics import Diagnostic
    from generator.pipeline import Compiled
    from generator.source import Source

NO, MISUSE, ENVIRONMENT = 1, 2, 3


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def compile_or_exit(spec: "Path") -> "Compiled":
    """Return the compiled spec; print its problems, and exit where one is an error."""
    from generator import report
    from generator.pipeline import compile_spec

    compiled = compile_spec(spec)
    if compiled.diagnostics:
        tell(report.text(compiled.diagnostics, compiled.source, colour=colour(sys.stderr.isatty())))
    exit_on_errors(compiled)
    return compiled


def formatted(problems: "Iterable[Diagnostic]", source: "Source", format_: Format) -> str:
    """Return problems as they are printed."""
    from generator import report

    match format_:
        case Format.TEXT:
            return report.text(problems, source, colour=colour(sys.stdout.isatty()))
        case Format.JSON:
            return report.as_json(problems, source)
        case Format.GITHUB:
            return report.as_github(problems, source)
        case Format.SARIF:
            return report.as_sarif(problems, source, VERSION)


def exit_on_errors(compiled: "Compiled") -> None:
    """Exit where a spec means nothing because of its problems."""
    if code := verdict(compiled):
        sys.exit(code)


def verdict(compiled: "Compiled") -> int:
    """Return the exit code of what was compiled: 0 unless it means nothing because of its problems."""
    if compiled.model is not None:
        return 0
    unreadable = any(problem.rule == "unreadable-file" for problem in compiled.diagnostics)
    return MISUSE if unreadable else NO


def tell(message: str) -> None:
    """Say something that is no result."""
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - progress and problems


def say(result: str, end: str = "\n") -> None:
    """Print a result."""
    print(result, end=end, flush=True)  # noqa: T201 - what was asked for
