"""A spec as a text, and what it becomes."""

from pathlib import Path

from generator import source
from generator.diagnostics import Diagnostic, Severity
from generator.model import Model
from generator.pipeline import Compiled, compile_source


def compiled(spec: str) -> Compiled:
    """Return a spec that was read and checked."""
    text, problems = source.parse(spec, "collectiq.yaml")
    return compile_source(text, problems, Path())


def errors(spec: str) -> list[Diagnostic]:
    """Return what stops `generate`: a test of one thing does not see the warnings about all others."""
    return [problem for problem in compiled(spec).diagnostics if problem.severity is Severity.ERROR]


def model(spec: str) -> Model:
    """Return what a valid spec means."""
    result = compiled(spec)
    assert result.model, [problem.message for problem in result.diagnostics]
    return result.model


def terraform(spec: str) -> dict[str, str]:
    """Return the Terraform of a valid spec by path below `terraform/`."""
    result = compiled(spec)
    assert result.model, [problem.message for problem in result.diagnostics]
    below = "terraform/"
    return {
        str(path).removeprefix(below): text for path, text in result.rendered().items() if str(path).startswith(below)
    }
