"""Accepted findings as the scanner's own comments, in every resource block that they hold for.

A module's block stands for all entries of its map, so an exception names a type of resource, or one module's.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from generator.diagnostics import Diagnostic, Severity
from generator.kinds.exception import AcceptedFinding
from generator.model import Model

_RESOURCE = re.compile(r'^resource "(\w+)" "[^"]*" \{$', re.MULTILINE)


def marked(texts: Mapping[PurePosixPath, str], model: Model) -> dict[PurePosixPath, str]:
    """Return the output with a comment for each accepted finding in each block that it is accepted for."""
    accepted = {one.key: one for stack in model.stacks for one in stack.exceptions.values()}
    found = [one for one in accepted.values() if isinstance(one, AcceptedFinding)]
    return {
        path: _marked(text, path, found) if found and path.suffix == ".tf" else text for path, text in texts.items()
    }


def idle(texts: Mapping[PurePosixPath, str], model: Model) -> list[Diagnostic]:
    """Return the accepted findings that no block of the output can have. texts: the output, marked."""
    accepted = {one.key: one for stack in model.stacks for one in stack.exceptions.values()}
    findings = [one for one in accepted.values() if isinstance(one, AcceptedFinding)]
    terraform = [text for path, text in texts.items() if path.suffix == ".tf"]
    return [_idle(one) for one in findings if not any(_skip(one) in text for text in terraform)]


def _idle(finding: AcceptedFinding) -> Diagnostic:
    where = " or ".join(finding.where)
    message = f'"{finding.check}" is accepted for {where}, of which the output has none; remove this exception'
    return Diagnostic(("exceptions", finding.key), message, "unused-exception", Severity.WARNING, at_key=True)


def _marked(text: str, path: PurePosixPath, findings: list[AcceptedFinding]) -> str:
    def block(match: re.Match[str]) -> str:
        skips = [_skip(one) for one in findings if one.covers(path.parent.name, match[1])]
        return "\n".join([match[0], *skips])

    return _RESOURCE.sub(block, text)


def _skip(finding: AcceptedFinding) -> str:
    text = f"{finding.tool}:skip={finding.check}:{finding.reason} ({finding.owner}, until {finding.expires})"
    line = " ".join(text.split())
    return f"  # {''.join(character if character.isprintable() else '?' for character in line)}"
