"""A grant allows more than is named: a `*` as resource, or inside an action, without a reason."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import origin
from generator.iam_actions import wildcard_needs_no_reason
from generator.model import Model

_SECTIONS = ("functions", "workflows")

# Everything of a type, or of any account or region: `arn:aws:sqs:*:...`, `arn:aws:dynamodb:...:table/*`, `arn:aws:s3:::*`.
_ALL = re.compile(
    r"\*|arn:[^:]*:(?:\*[^:]*:.*|[^:]*:\*:.*|[^:]*:[^:]*:\*:.*|[^:]*:[^:]*:[^:]*:\*|(?!s3:)[^:]*:[^:]*:[^:]*:[a-zA-Z-]+[:/]\*)"
)


def wildcard_without_reason(model: Model) -> Iterator[Diagnostic]:
    """Yield each wildcard of a grant for which the spec gives no reason."""
    for stack in model.stacks:
        for section in _SECTIONS:
            for key, entry in (stack.tree.get(section) or {}).items():
                for index, grant in enumerate((entry or {}).get("grants", ())):
                    for path, message in _wildcards(grant):
                        place = (section, key, "grants", index, *path)
                        found = origin(model.spec, stack.names.environment, place)
                        yield Diagnostic(found, message, "wildcard-without-reason")


def _wildcards(grant: Mapping[str, Any]) -> Iterator[tuple[SpecPath, str]]:
    if grant.get("reason"):
        return
    actions, resource = grant.get("allow", ()), grant.get("resource", "")
    for index, action in enumerate(actions):
        if "*" in action or "?" in action:
            yield ("allow", index), f'"{action}" allows actions that nobody named; name them, or say why in "reason"'
    if _ALL.fullmatch(resource) and not wildcard_needs_no_reason(actions):
        allowed = " and ".join(action for action in actions if not wildcard_needs_no_reason([action]))
        message = (
            f'"{resource}" allows {allowed} on things that nobody named; name the resource, or say why in "reason"'
        )
        yield ("resource",), message
