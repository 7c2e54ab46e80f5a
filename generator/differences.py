"""What the environments of a spec have different, setting by setting."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.effective import effective
from generator.facts import Fact
from generator.scope import segments

# What describes the environments themselves rather than the system in them.
_OWN = "environments"
_LEFT_OUT = frozenset({"version", "environments", "phases", "exceptions"})
_NOT_SETTINGS = frozenset({"description", "set", "reasons"})

_LONGEST_SHOWN = 48
_MOST_NAMED = 3


class Absent(Fact):
    """The value of a setting that an environment does not say."""


class Difference(Fact):
    """One setting that is not the same everywhere. values: by environment. reason: why, where the spec says so."""

    path: tuple[str, ...]
    values: Mapping[str, Any]
    reason: str

    @property
    def setting(self) -> str:
        return ".".join(f'"{part}"' if "." in part else part for part in self.path)


def listed(spec: Mapping[str, Any]) -> list[Difference]:
    """Return every difference between the environments of a spec, by setting."""
    trees = {environment: _tree(spec, environment) for environment in sorted(spec["environments"])}
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for environment, tree in trees.items():
        for path, value in _leaves(tree, ()):
            found.setdefault(path, {})[environment] = value
    reasons = _reasons(spec)
    return [
        Difference(path, {name: values.get(name, Absent()) for name in trees}, _reason(path, reasons))
        for path, values in sorted(found.items())
        if len(values) < len(trees) or any(value != next(iter(values.values())) for value in values.values())
    ]


def as_json(differences: Sequence[Difference]) -> str:
    """Return the differences as an array of objects; an environment that does not say a setting is left out of its values."""
    found = [
        {
            "path": list(one.path),
            "values": {name: value for name, value in one.values.items() if not isinstance(value, Absent)},
            "reason": one.reason,
        }
        for one in differences
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def as_table(differences: Sequence[Difference]) -> str:
    """Return the differences in columns, those of several entries that are alike in one line."""
    if not differences:
        return ""
    environments = list(differences[0].values)
    rows = [("setting", *environments, "reason")]
    for setting, one in _together(differences):
        rows.append((setting, *(_shown(one.values[name]) for name in environments), one.reason))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def _tree(spec: Mapping[str, Any], environment: str) -> dict[str, Any]:
    tree = {key: value for key, value in effective(spec, environment).items() if value and key not in _LEFT_OUT}
    # What defaults say shows in the entries that have them.
    tree.pop("defaults", None)
    own = spec["environments"][environment]
    return tree | {_OWN: {key: value for key, value in own.items() if key not in _NOT_SETTINGS}}


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping) and value:
        for key, entry in value.items():
            yield from _leaves(entry, (*path, str(key)))
    else:
        yield path, value


def _reasons(spec: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    entries = spec["environments"].values()
    return {
        segments(setting): reason
        for entry in entries
        for setting, reason in ((entry or {}).get("reasons") or {}).items()
    }


def _reason(path: tuple[str, ...], reasons: Mapping[tuple[str, ...], str]) -> str:
    """Return the reason of a setting, or of the nearest entry around it."""
    around = (path[:length] for length in range(len(path), 0, -1))
    return next((reasons[place] for place in around if place in reasons), "")


def _together(differences: Sequence[Difference]) -> Iterator[tuple[str, Difference]]:
    """Yield differences with what to call them: one line where several entries of a section differ in the same way."""
    alike: dict[tuple[str, ...], list[Difference]] = {}
    for one in differences:
        values = json.dumps([_shown(value) for value in one.values.values()])
        alike.setdefault((*one.path[:1], *one.path[2:], values, one.reason), []).append(one)
    for group in alike.values():
        first = group[0]
        names = [one.path[1] for one in group if len(one.path) > 1]
        if len(names) == 1 or not names:
            yield first.setting, first
            continue
        more = f", and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        listed = ", ".join(names[:_MOST_NAMED])
        yield ".".join((first.path[0], f"{{{listed}{more}}}", *first.path[2:])), first


def _shown(value: Any) -> str:
    if isinstance(value, Absent):
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
