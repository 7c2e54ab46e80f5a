"""AWS's own table of what IAM's actions are on, and which of them write, for the services whose things a spec declares.

`iam_resources.json` is the Service Authorization Reference as of November 2026; of other services nothing is known here.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
# Names without a slash, so that a table is told from its index, and a bucket from its objects.
_PLAIN = frozenset({"TableName", "BucketName", "Region", "Account"})


@lru_cache(maxsize=4096)  # the functions of a service are granted the same
def fits(action: str, arn: str) -> bool:
    """Tell whether an action can be allowed on an ARN; true where nothing is known about the action."""
    service, _, name = action.partition(":")
    types = _on(service.lower()).get(name.lower(), ())
    # A wildcard may stand for what comes before and after a separator.
    written = (arn, arn.replace("*", "*/*"), arn.replace("*", "*:*")) if "*" in arn else (arn,)
    return (
        not types
        or arn == "*"
        or any(_pattern(service.lower(), kind).fullmatch(one) is not None for kind in types for one in written)
    )


def types_of(action: str) -> tuple[str, ...]:
    """Return what AWS calls the types of resources that an action is on."""
    service, _, name = action.partition(":")
    return _on(service.lower()).get(name.lower(), ())


def writes(action: str) -> bool:
    """Tell whether an action changes something; false where nothing is known about it, or it is a pattern."""
    service, _, name = action.partition(":")
    return name.lower() in _writing(service.lower())


@cache
def _pattern(service: str, kind: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(_service(service)["types"][kind])
    found = (
        re.escape(part) if index % 2 == 0 else "[^/]*" if part in _PLAIN else ".*" for index, part in enumerate(parts)
    )
    return re.compile("".join(found), re.DOTALL)


@cache
def _on(service: str) -> dict[str, tuple[str, ...]]:
    return {action.lower(): tuple(types.split(", ")) for action, types in _service(service).get("on", {}).items()}


@cache
def _writing(service: str) -> frozenset[str]:
    return frozenset(_service(service).get("writing", "").lower().split())


def _service(name: str) -> dict[str, Any]:
    return _table().get(name, {})


@cache
def _table() -> dict[str, dict[str, Any]]:
    """Return the table, which is read when the first action is looked up."""
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)["services"]
    return found
