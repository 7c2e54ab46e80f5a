"""What messages call the things of a spec, and references to them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from generator.diagnostics import did_you_mean, nearest
from generator.names import SINGLE_THINGS

# What a section's entries are called in messages.
TITLES = {
    "functions": "function", "tables": "table", "buckets": "bucket", "queues": "queue", "topics": "topic",
    "buses": "bus", "schedules": "schedule", "secrets": "secret", "parameters": "parameter",
    "workflows": "workflow", "schemas": "schema", "alarms": "alarm", "dashboards": "dashboard", "queries": "query",
    "notifications": "notification", "runbooks": "runbook", "frontends": "frontend", "imports": "import",
    "auth": "user pool", "api": "API", "clients": "client of the user pool", "indexes": "index of a table",
    "routes": "route", "access": "team", "budgets": "budget", "slos": "SLO", "environments": "environment",
}  # fmt: skip

_PARTS = {"indexes": "index", "clients": "client"}


class Declared(Protocol):
    """What a section's name leads to."""

    @property
    def entry(self) -> Mapping[str, Any]: ...


Things = Mapping[tuple[str, str], Declared]


def a(section: str) -> str:
    """Return what an entry of a section is: `a table`, `an API`."""
    title = TITLES[section]
    return f"an {title}" if title[0] in "aeioA" or title == "SLO" else f"a {title}"


def one_of(sections: Iterable[str]) -> str:
    """Return what an entry of one of these sections is: `a function, queue or topic`."""
    first, *others = sections
    words = [a(first), *(TITLES[section] for section in others)]
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def called(section: str, key: str) -> str:
    """Return what a message calls one thing: `table "orders"`, `the API`."""
    return f"the {TITLES[section]}" if section in SINGLE_THINGS else f'{TITLES.get(section, "entry")} "{key}"'


def no_part(section: str, key: str, part: str, name: str, known: Iterable[str]) -> str:
    """Say that a thing has no such part. part: the key that holds its parts, such as `indexes`."""
    names = sorted(known)
    declared = f"; declared there: {', '.join(names[:12])}" if names else ""
    return f'{called(section, key)} has no {_PARTS[part]} "{name}"{did_you_mean(name, names) or declared}'


def undeclared(section: str, key: str, known: Iterable[str]) -> str:
    """Say that a section has no such entry, with the nearest of those that it has, or some of them."""
    if section in SINGLE_THINGS:
        return f'there is no section "{section}"'
    names = sorted(known)
    declared = f"; declared here: {', '.join(names[:12])}" if names else f'; there is no section "{section}"'
    return f"{called(section, key)} is not declared{did_you_mean(key, names) or declared}"


def incomplete(section: str, key: str, lacking: Iterable[str], known: Collection[str]) -> str:
    """Say that an environment's settings belong to no entry, and make none. known: the entries outside of environments."""
    wanted = " and ".join(f'"{one}"' for one in lacking)
    near = did_you_mean(key, known) or f'; declare it under "{section}", or with all that it needs here'
    return f"{called(section, key)} is declared nowhere else, and has no {wanted} here{near}"


def nothing(parts: Sequence[str], things: Things, sections: Sequence[str]) -> str:
    """Say that a reference names nothing, and which one was meant. sections: those that are expected where it stands."""
    meant = next(_meant(parts, things, sections), "")
    # A place that takes names of one section puts the section before what it says.
    said = parts[1:] if parts[0] in parts[1:2] else parts
    way_out = f'did you mean "{meant}"?' if meant else 'a reference is written like "tables.orders"'
    return f'"{written(said)}" names nothing{" here" if said != parts else ""}; {way_out}'


def written(parts: Iterable[str]) -> str:
    """Return a reference as a spec writes it: what has a dot in it stands in quotes."""
    return ".".join(f'"{part}"' if "." in part else part for part in parts)


def _meant(parts: Sequence[str], things: Things, sections: Sequence[str]) -> Iterator[str]:
    """Yield what a reference that names nothing can have been meant to be, the most likely first."""
    match parts:
        case [section, again, *rest] if section == again and rest:
            yield from filter(None, [nearest(".".join(rest), _names(section, things))])
        case [name]:
            yield from (written((one, name)) for one in (*sections, *TITLES) if (one, name) in things)
            near = ((one, nearest(name, _names(one, things))) for one in sections)
            yield from (written((one, key)) for one, key in near if key)
            yield from filter(None, [nearest(name, TITLES)])
        case [single, name] if single in SINGLE_THINGS and (single, "") in things:
            yield from _part((single,), name, things[(single, "")])
        case [section, key, name] if (section, key) in things:
            yield from _part((section, key), name, things[(section, key)])
        case [section, *rest]:
            near_section = nearest(section, TITLES)
            yield from (written((near_section, *rest)) for key in rest[:1] if (near_section, key) in things)
            yield from filter(None, [near_section])


def _part(owner: Sequence[str], name: str, thing: Declared) -> Iterator[str]:
    for part in _PARTS:
        near = nearest(name, thing.entry.get(part) or {})
        yield from (written((*owner, part, one)) for one in (near,) if one)
    yield written(owner)


def _names(section: str, things: Things) -> Iterator[str]:
    return (key for owner, key in things if owner == section)
