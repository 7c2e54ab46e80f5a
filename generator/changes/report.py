"""How changes look: text for a person, JSON for a program, Markdown for one comment beside a pull request."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.changes.change import Kind, counted
from generator.changes.compare import Judged
from generator.changes.versions import Version
from generator.excerpt import escaped
from generator.markup import md

_TITLES = {
    Kind.CLIENT: "CLIENT: whoever calls the system",
    Kind.DATA: "DATA: what is stored",
    Kind.SECURITY: "SECURITY: who may do what",
    Kind.OPERATIONS: "OPERATIONS: who notices, and what they can do",
    Kind.COST: "COST: what it costs",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is told. spec: the new version's name. idle: what is said of acceptances that accept nothing."""

    spec: str
    old: Version
    judged: Sequence[Judged]
    idle: Sequence[str]

    @property
    def refused(self) -> int:
        return sum(one.is_refused for one in self.judged)

    @property
    def verdict(self) -> str:
        """In one line, what comes of it."""
        if not self.old.exists:
            return f"There is no {self.spec} in {self.old.name}: all of it is new."
        if self.old.model is None:
            return f"Nothing in {self.old.name} can be compared: it is no spec of this version."
        if not self.judged:
            return f"Nothing that the rules know has changed since {self.old.name}."
        if self.refused:
            return f"{counted(self.refused, 'change')} must be accepted, of {len(self.judged)} since {self.old.name}."
        return f"{counted(len(self.judged), 'change')} since {self.old.name}; none has to be accepted."

    @property
    def gap(self) -> str | None:
        """What keeps the comparison from being whole."""
        if not self.old.problems or self.old.model is None:
            return None
        return (
            f"{self.old.name} has {counted(len(self.old.problems), 'problem')} under the rules of today, such as: {self.old.problems[0]}. "
            "It is compared as far as it is understood; what it says there may show as new."
        )


def text(found: Comparison) -> str:
    """Return the changes by class, and how to accept those that have to be."""
    lines = []
    for kind, group in _groups(found.judged):
        lines += [_TITLES[kind], ""]
        lines += [line for one in group for line in _lines(one)]
        lines += [""]
    lines += [found.gap, ""] if found.gap else []
    return "\n".join(escaped(line) for line in [*lines, found.verdict]) + "\n"


def _lines(one: Judged) -> Iterator[str]:
    mark = "!" if one.is_refused else " "
    yield f"{mark} {one.change.place}: {one.change.message}{_where(one)} [{one.change.rule}]"
    if one.acceptance:
        yield f"    accepted by {one.acceptance.key}: {one.acceptance.reason}"
    elif one.is_refused:
        yield f'    to accept it: accept: {{NAME: {{change: "{one.change.name}", reason: ...}}}}'


def as_json(found: Comparison) -> str:
    """Return one object: the verdict, and the changes in order."""
    entries = [
        {
            "class": str(one.change.kind),
            "rule": one.change.rule,
            "place": one.change.place,
            "name": one.change.name,
            "message": one.change.message,
            "environments": list(one.environments),
            "breaking": one.change.is_breaking,
            "accepted_by": one.acceptance.key if one.acceptance else None,
        }
        for one in found.judged
    ]
    whole = {
        "against": found.old.name,
        "verdict": found.verdict,
        "gap": found.gap,
        "changes": entries,
        "idle_acceptances": list(found.idle),
    }
    return json.dumps(whole, indent=2) + "\n"


def markdown(found: Comparison) -> str:
    """Return one comment: a table for each class. Every text of the spec is escaped."""
    lines = [f"### What the change of {_md(found.spec)} means", "", f"**{_md(found.verdict)}**"]
    for kind, group in _groups(found.judged):
        lines += ["", f"#### {_md(_TITLES[kind])}", "", "| | place | what | environments |", "|---|---|---|---|"]
        lines += [_row(one) for one in group]
    notes = [*([found.gap] if found.gap else []), *found.idle]
    lines += ["", *(f"- {_md(note)}" for note in notes)] if notes else []
    if found.refused:
        lines += [
            "",
            "What stands in bold has to be accepted in the spec: `accept: {NAME: {change: ..., reason: ...}}`,",
        ]
        lines += ["with what `collectiq changes` prints as its name."]
    return "\n".join(lines) + "\n"


def _row(one: Judged) -> str:
    rule = f"**{_md(one.change.rule)}**" if one.is_refused else _md(one.change.rule)
    accepted = f" Accepted: {one.acceptance.reason}" if one.acceptance else ""
    environments = "all" if one.everywhere else ", ".join(one.environments)
    return f"| {rule} | {_md(one.change.place)} | {_md(one.change.message + '.' + accepted)} | {_md(environments)} |"


def _md(text: str) -> str:
    """Return a text of the spec for a comment: nothing in it is active, and nobody is called by name."""
    return md(text).replace("@", "@\u200b")


def _groups(judged: Iterable[Judged]) -> Iterator[tuple[Kind, list[Judged]]]:
    found = list(judged)
    for kind in Kind:
        group = [one for one in found if one.change.kind is kind]
        if group:
            yield kind, group


def _where(one: Judged) -> str:
    is_said = one.everywhere or one.change.path[0] == "environments"
    return "" if is_said else f" (in {' and '.join(one.environments)})"
