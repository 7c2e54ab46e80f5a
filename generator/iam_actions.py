"""AWS's own table of IAM's actions: which there are, and which accept nothing but `*` as their resource.

`iam_actions.json` is the Service Authorization Reference as of November 2026; an action that AWS has added since is not in it.
"""

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from generator.facts import Fact

# These take a resource only where it is one's own lexicon, terminology or trained model, which hardly anybody has.
_MOSTLY_WITHOUT = frozenset({
    "polly:synthesizespeech",
    "rekognition:detectmoderationlabels",
    "translate:translatetext",
})  # fmt: skip


class _Service(Fact):
    """A service's actions. all: by their names in small letters, since IAM takes either. wildcard_only: in small letters."""

    all: Mapping[str, str]
    wildcard_only: frozenset[str]


def accepts_only_wildcard(action: str) -> bool:
    """Tell whether AWS lets an action be allowed on `*` only, such as `states:SendTaskSuccess`."""
    service, _, name = action.partition(":")
    return name.lower() in _service(service.lower()).wildcard_only


def wildcard_needs_no_reason(actions: Iterable[str]) -> bool:
    """Tell whether `*` is what each of these actions is allowed on wherever they are used."""
    return all(accepts_only_wildcard(action) or action.lower() in _MOSTLY_WITHOUT for action in actions)


def exists(action: str) -> bool:
    """Tell whether AWS has an action, or for a pattern such as `s3:Get*` at least one."""
    service, _, name = action.partition(":")
    known = _service(service.lower()).all
    name = name.lower()
    if "*" in name or "?" in name:
        return any(fnmatchcase(one, name) for one in known)
    return name in known


@cache
def spelled(action: str) -> str:
    """Return an action as AWS writes it: IAM takes `dynamodb:query` too. A pattern, and what AWS does not have, stays as it is."""
    service, _, name = action.partition(":")
    known = _service(service).all.get(name.lower())
    return f"{service}:{known}" if known else action


def actions_of(service: str) -> list[str]:
    """Return the actions of a service as IAM writes them; none where there is no such service."""
    return [f"{service}:{name}" for name in _service(service.lower()).all.values()]


def services() -> list[str]:
    """Return the names of all services."""
    return list(_table())


@cache
def _service(name: str) -> _Service:
    entry = _table().get(name, {})
    wildcard_only = entry.get("wildcard_only", "").split()
    names = sorted([*entry.get("named", "").split(), *wildcard_only])
    return _Service({one.lower(): one for one in names}, frozenset(one.lower() for one in wildcard_only))


@cache
def _table() -> dict[str, dict[str, str]]:
    """Return the table, which is read when the first action is looked up."""
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)["services"]
    return found
