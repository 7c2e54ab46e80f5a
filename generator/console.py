"""What every command needs: the options that they share, exit codes, and how they speak to a person."""

from pathlib import Path
from typing import Annotated

import typer

from generator.colours import colour
from generator.terminal import (
    ENVIRONMENT,
    MISUSE,
    NO,
    Format,
    compile_or_exit,
    exit_on_errors,
    formatted,
    tell,
)

__all__ = [
    "ENVIRONMENT",
    "MISUSE",
    "NO",
    "SPEC",
    "Format",
    "Out",
    "Quiet",
    "Spec",
    "colour",
    "compile_or_exit",
    "exit_on_errors",
    "formatted",
    "tell",
]

Spec = Annotated[Path, typer.Option("--spec", metavar="FILE", help="The spec.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Where the output goes; generated/ beside the spec by default."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")]
SPEC = Path("collectiq.yaml")
