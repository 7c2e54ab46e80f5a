"""Environments side by side: what each is, and every setting in which they differ."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.documents.markdown import WIDE, Code, Inline, Lines, heading, page, paragraph, table
from generator.documents.page import Page, side_by_side
from generator.model import Model, Stack
from generator.tokens import as_reference

PATH = "environments.md"
_LONGEST = 120  # letters of a value
# What says how the environments come to differ, not that they do.
_CAUSES = frozenset({"environments", "defaults", "phases", "version"})
_MISSING = object()


def pages(model: Model) -> Iterator[Page]:
    """Yield the page that compares the environments."""
    homes = {stack.names.environment: stack for stack in model.stacks if stack.home}
    yield Page(PATH, page(
        WIDE,
        heading(1, "Environments"),
        table(*side_by_side({stack.names.stack: stack for stack in model.stacks}, _FACTS)),
        heading(2, "What differs") if len(homes) > 1 else "",
        table(["Setting", *homes], _differences(list(homes.values()))) or paragraph("Nothing else."),
    ))  # fmt: skip


_FACTS: Mapping[str, Callable[[Stack], Inline]] = {
    "What it is for": lambda stack: stack.environment.description,
    "Account": lambda stack: as_reference(stack.names.account),
    "Region": lambda stack: stack.names.region,
    "Branch": lambda stack: stack.environment.branch,
    "Deployed after approval": lambda stack: _yes(stack.environment.approval),
    "Data protected": lambda stack: _yes(stack.environment.protect_data),
    "Audit trail": lambda stack: _yes(stack.environment.audit_trail is not None),
    "Made and destroyed by a pipeline": lambda stack: "yes" if stack.environment.ephemeral else "",
    "Services that functions imitate": lambda stack: ", ".join(stack.environment.mocks),
    "Terraform": lambda stack: Code(f"terraform/envs/{stack.names.stack}"),
}


def _yes(fact: bool) -> str:  # noqa: FBT001 - one plain fact
    return "yes" if fact else "no"


def _differences(stacks: list[Stack]) -> Iterator[list[Inline]]:
    """Yield each setting that is not the same in all environments, defaults and overrides merged.

    What differs alike in several entries of a section stands once.
    """
    trees = [{key: value for key, value in stack.tree.items() if key not in _CAUSES} for stack in stacks]
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (section, *rest), values in _differing(trees, ()):
        alike.setdefault((section, tuple(rest[1:]), tuple(map(_shown, values))), []).append("".join(rest[:1]))
    for (section, setting, shown), entries in alike.items():
        total = len({key for tree in trees for key in tree.get(section, {})})
        yield [_setting(section, entries, setting, total), *map(Code, shown)]


def _setting(section: str, entries: list[str], setting: tuple[str, ...], total: int) -> Inline:
    """Return a setting's place: of one entry, of all of a section, or of some that are named."""
    if len(entries) == 1:
        return Code(".".join(filter(None, (section, *entries, *setting))))
    every = Code(".".join((section, "*", *setting)))
    return every if len(entries) == total else Lines((every, ", ".join(entries)))


def _differing(values: list[Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    if all(value == values[0] for value in values):
        return
    if not all(isinstance(value, Mapping) for value in values):
        yield path, values
        return
    for key in sorted({key for value in values for key in value}):
        yield from _differing([value.get(key, _MISSING) for value in values], (*path, str(key)))


def _shown(value: Any) -> str:
    if value is _MISSING:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
