"""What the spec says for one environment: its overrides and the defaults, merged into every entry.

Precedence, weakest first: `defaults`, the defaults of `environments.<name>.set`, the entry, the entry in `set`. A phase's
`set` is laid over that of the environment that is in it.
Mappings merge by key, everything else is replaced whole; `null` removes an entry. The order of keys means nothing in a
spec, so mappings come out sorted: whoever moves an entry changes no output. What a person orders is a list.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import SpecPath

Json = Any
Tree = Mapping[str, Json]

SINGLE_SECTIONS = frozenset({"auth", "api", "tracing", "traffic", "terraform"})


def merge(base: Json, override: Json) -> Json:
    """Return `base` with `override` laid over it; neither is changed."""
    if not isinstance(base, Mapping) or not isinstance(override, Mapping):
        return override
    merged = dict(base)
    for key, value in override.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged[key], value) if key in merged else value
    return merged


def overrides(spec: Tree, environment: str) -> tuple[SpecPath, ...]:
    """Return the places that override the spec for this environment, strongest first."""
    entry = spec["environments"][environment]
    places: list[SpecPath] = []
    if isinstance((spec.get("phases") or {}).get(entry.get("phase"), {}).get("set"), Mapping):
        places.append(("phases", entry["phase"], "set"))
    if isinstance(entry.get("set"), Mapping):
        places.append(("environments", environment, "set"))
    return tuple(places)


def phases(spec: Tree) -> Iterator[tuple[str, Tree, str, list[str]]]:
    """Yield each phase of a declared environment: its name, the spec with the environment in it, the environment, its regions."""
    environments = spec["environments"]
    for phase, entry in sorted((spec.get("phases") or {}).items()):
        name = str((entry or {}).get("environment"))
        if name in environments:
            there = {**environments[name], "phase": phase}
            yield phase, {**spec, "environments": {**environments, name: there}}, name, there["regions"]


def effective(spec: Tree, environment: str) -> dict[str, Json]:
    """Return the spec as this environment has it: overrides and defaults merged, absent entries removed."""
    merged: dict[str, Json] = dict(spec)
    for place in reversed(overrides(spec, environment)):
        merged = merge(merged, value_at(spec, place))
    defaults = merged.get("defaults") or {}
    for section, settings in defaults.items():
        if isinstance(merged.get(section), Mapping):
            merged[section] = {key: merge(settings, entry or {}) for key, entry in merged[section].items()}
    for section, entries in merged.items():
        if isinstance(entries, Mapping) and section not in SINGLE_SECTIONS:
            merged[section] = {key: entry for key, entry in entries.items() if _exists_in(environment, entry)}
    return {section: entries if section == "environments" else ordered(entries) for section, entries in merged.items()}


def ordered(value: Json) -> Json:
    """Return the value with every mapping sorted by key; lists keep their order."""
    match value:
        case dict():
            return {key: ordered(value[key]) for key in sorted(value)}
        case list():
            return [ordered(item) for item in value]
        case _:
            return value


def _exists_in(environment: str, entry: Json) -> bool:
    return not isinstance(entry, Mapping) or "only" not in entry or environment in entry["only"]


def value_at(tree: Json, path: SpecPath) -> Json:
    """Return the value at a path, or None where there is none."""
    for key in path:
        if isinstance(tree, dict):
            if key not in tree:
                return None
            tree = tree[key]
        elif isinstance(tree, list) and key in range(len(tree)):
            tree = tree[int(key)]
        else:
            return None
    return tree


def origin(spec: Tree, environment: str, path: SpecPath) -> SpecPath:
    """Return where in the text the value at this path of the effective spec was written."""
    places = overrides(spec, environment)
    candidates = [(*place, *path) for place in places] + [path]
    if len(path) > 2:  # noqa: PLR2004 - section, entry, property
        tail = ("defaults", path[0], *path[2:])
        candidates += [(*place, *tail) for place in places] + [tail]
    for candidate in candidates:
        if value_at(spec, candidate) is not None:
            return candidate
    return path
