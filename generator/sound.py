"""What of a misshapen spec can still be understood, so that one mistake hides no other."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath, has_errors
from generator.effective import SINGLE_SECTIONS
from generator.facts import Fact

# Nothing can be built where these are misshapen at their root.
_FOUNDATIONS = frozenset({"version", "system", "environments", "defaults", "phases"})
_OVERRIDES = "set"
# How long a path is that names an entry, its setting, and a setting of one of the user pool's clients.
_ENTRY, _SETTING, _PART_SETTING = 2, 3, 4

# Section -> settings without which one of its entries is not read.
Required = Mapping[str, frozenset[str]]


class Sound(Fact):
    """The part of a spec that has its shape.

    broken: entries whose name counts as declared, while what they say is not read.
    doubtful: entries that lack a misshapen setting, so that rules would speak of what is not there.
    cut: what was taken out.
    """

    spec: dict[str, Any]
    broken: frozenset[SpecPath]
    doubtful: frozenset[SpecPath]
    cut: frozenset[SpecPath]


def part(spec: dict[str, Any], problems: Iterable[Diagnostic], required: Required) -> Sound | None:
    """Return the spec without its misshapen settings; None where too much is wrong for the rest to mean anything."""
    places = [problem.path for problem in problems if has_errors([problem])]
    if not all(places):
        return None
    cuts = frozenset(_cut(place) for place in places)
    if any(len(cut) < _ENTRY or (len(cut) == _ENTRY and cut[0] in _FOUNDATIONS) for cut in cuts):
        return None
    sound = spec
    for cut in sorted(cuts, key=str):
        if len(cut) > _ENTRY or cut[0] in SINGLE_SECTIONS:
            sound = _without(sound, cut)
    touched = frozenset(cut[:_ENTRY] for cut in cuts)
    broken = frozenset(entry for entry in touched if entry in cuts or _lacks(sound, entry, required))
    if "name" not in sound["system"] or any(
        entry[0] in _FOUNDATIONS and _lacks(sound, entry, required) for entry in broken
    ):
        return None
    for section, key in sorted((str(section), str(key)) for section, key in broken):
        if section not in _FOUNDATIONS | SINGLE_SECTIONS:
            sound = {**sound, section: {**sound[section], key: {}}}
    return Sound(sound, broken, touched, cuts)


def _cut(path: SpecPath) -> SpecPath:
    """Return what has to go because of a problem: one setting of an entry, or of an environment's override."""
    if path[0] in SINGLE_SECTIONS:
        # A client of the user pool is an entry of its own; any other setting may not do without its parts.
        return path[:_PART_SETTING] if path[1:_ENTRY] == ("clients",) else path[:_ENTRY]
    if path[0] in _FOUNDATIONS and path[_ENTRY:_SETTING] == (_OVERRIDES,):
        inner = path[_SETTING:]
        return path[:_SETTING] + _cut(inner) if inner else path[:_ENTRY]
    return path[:_SETTING]


def _lacks(spec: Mapping[str, Any], entry: SpecPath, required: Required) -> bool:
    """Tell whether an entry has not what it cannot do without; in a section of one thing, any problem is one too many."""
    section, key = entry
    if section in SINGLE_SECTIONS:
        return True
    found = spec[str(section)][str(key)]
    return not isinstance(found, Mapping) or not required.get(str(section), frozenset()) <= found.keys()


def _without(tree: Any, path: SpecPath) -> Any:
    """Return a tree without what stands at a path."""
    key, *rest = path
    if not isinstance(tree, dict) or key not in tree:
        return tree
    if rest:
        return {**tree, key: _without(tree[key], tuple(rest))}
    return {name: value for name, value in tree.items() if name != key}
