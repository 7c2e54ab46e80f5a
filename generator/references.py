"""What messages call the things of a spec, and references to them."""

from collections.abc import Collection, Iterable

from generator.diagnostics import did_you_mean

# What a section's entries are called in messages.
TITLES = {
    "functions": "function", "tables": "table", "buckets": "bucket", "queues": "queue", "topics": "topic",
    "buses": "bus", "schedules": "schedule", "secrets": "secret", "parameters": "parameter",
    "workflows": "workflow", "schemas": "schema", "alarms": "alarm", "dashboards": "dashboard", "queries": "query",
    "notifications": "notification", "runbooks": "runbook", "frontends": "frontend", "imports": "import",
    "auth": "user pool", "api": "API", "clients": "client of the user pool", "indexes": "index of a table",
    "routes": "route", "access": "team", "budgets": "budget", "slos": "SLO", "environments": "environment",
}  # fmt: skip

# Sections that are one thing, which has no name of its own.
_SINGLE = ("auth", "api")

_PARTS = {"indexes": "index", "clients": "client"}


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
    return f"the {TITLES[section]}" if section in _SINGLE else f'{TITLES.get(section, "entry")} "{key}"'


def no_part(section: str, key: str, part: str, name: str, known: Iterable[str]) -> str:
    """Say that a thing has no such part. part: the key that holds its parts, such as `indexes`."""
    names = sorted(known)
    declared = f"; declared there: {', '.join(names[:12])}" if names else ""
    return f'{called(section, key)} has no {_PARTS[part]} "{name}"{did_you_mean(name, names) or declared}'


def undeclared(section: str, key: str, known: Iterable[str]) -> str:
    """Say that a section has no such entry, with the nearest of those that it has, or some of them."""
    if section in _SINGLE:
        return f'there is no section "{section}"'
    names = sorted(known)
    declared = f"; declared here: {', '.join(names[:12])}" if names else f'; there is no section "{section}"'
    return f"{called(section, key)} is not declared{did_you_mean(key, names) or declared}"


def incomplete(section: str, key: str, lacking: Iterable[str], known: Collection[str]) -> str:
    """Say that an environment's settings belong to no entry, and make none. known: the entries outside of environments."""
    wanted = " and ".join(f'"{one}"' for one in lacking)
    near = did_you_mean(key, known) or f'; declare it under "{section}", or with all that it needs here'
    return f"{called(section, key)} is declared nowhere else, and has no {wanted} here{near}"
