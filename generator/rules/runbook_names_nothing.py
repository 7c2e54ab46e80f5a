"""A runbook tells of something that is not, or no longer, there."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity, SpecPath, did_you_mean
from generator.model import Model
from generator.names import THINGS
from generator.references import TITLES

_SAID = ("title", "impact")
_SAID_BY_STEP = ("do", "check")
_MENTION = re.compile(
    r"(?<![\w.${/-])(" + "|".join(name for name in THINGS if name in TITLES) + r")\.([A-Za-z0-9_][\w-]*)"
)


def runbook_names_nothing(model: Model) -> Iterator[Diagnostic]:
    """Yield each name in the words of a runbook, and each name of AWS's in its commands, that nothing has."""
    if not model.complete:
        return
    declared = {thing for stack in model.stacks for thing in stack.things}
    names = {thing.name for stack in model.stacks for thing in stack.things.values()}
    names |= {watched.name for stack in model.stacks for alarm in stack.alarms.values() for watched in alarm.watched}
    names -= {stack.names.prefix for stack in model.stacks}
    literal = re.compile(
        r"(?<![\w/-])(?:" + "|".join(sorted({re.escape(one.names.prefix) for one in model.stacks})) + r")-[\w.-]+"
    )
    for key, entry in (model.spec.get("runbooks") or {}).items():
        for path, text in _texts(entry or {}, ("runbooks", key)):
            for section, name in _MENTION.findall(text):
                if (section, name) not in declared:
                    yield _undeclared(path, section, name, declared)
            if path[-1] == "command":
                gone = (word for word in literal.findall(text) if not any(word.startswith(name) for name in names))
                yield from (_unknown(path, word, names) for word in gone)


def _texts(entry: Mapping[str, Any], path: SpecPath) -> Iterator[tuple[SpecPath, str]]:
    yield from (((*path, word), entry[word]) for word in _SAID if word in entry)
    for index, step in enumerate(entry.get("steps", ())):
        for word in (*_SAID_BY_STEP, "command"):
            if word in step:
                yield (*path, "steps", index, word), step[word]


def _undeclared(path: SpecPath, section: str, key: str, declared: set[tuple[str, str]]) -> Diagnostic:
    known = [name for owner, name in declared if owner == section]
    message = f'there is no {TITLES[section]} "{key}"{did_you_mean(key, known) or ";"} name what there is'
    return Diagnostic(path, message, "runbook-names-nothing", Severity.WARNING)


def _unknown(path: SpecPath, word: str, names: set[str]) -> Diagnostic:
    message = f'nothing of this system is called "{word}" in AWS{did_you_mean(word, names) or ";"} refer to it by ${{...}}, which is checked'
    return Diagnostic(path, message, "runbook-names-nothing", Severity.WARNING)
