"""Something is declared, and nothing in the spec uses it."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.model import Model
from generator.scope import TITLES, Thing

_SECTIONS = ("queues", "topics", "secrets")
_MENTION = re.compile(r"\b(" + "|".join(_SECTIONS) + r')\.(?:"([^"]+)"|([A-Za-z0-9_-]+))')


def declared_but_unused(model: Model) -> Iterator[Diagnostic]:
    """Yield each queue, topic and secret that nothing mentions and no grant reaches."""
    if not model.complete:
        return
    used = set(_mentions(model.spec))
    texts = "\n".join(model.attachments.values())
    things = {key: thing for stack in model.stacks for key, thing in stack.things.items() if key[0] in _SECTIONS}
    for (section, key), thing in things.items():
        if (section, key) in used or key in texts or thing.entry.get("subscriptions") or _reached(model, thing):
            continue
        message = f"nothing uses this {TITLES[section]}; name it where it is needed, or remove it"
        yield Diagnostic((section, key), message, "declared-but-unused", Severity.WARNING, at_key=True)


def _mentions(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what the texts of a spec name, at any depth."""
    match value:
        case str():
            yield from ((section, quoted or plain) for section, quoted, plain in _MENTION.findall(value))
        case dict():
            for key, entry in value.items():
                yield from _mentions(key)
                yield from _mentions(entry)
        case list():
            for entry in value:
                yield from _mentions(entry)


def _reached(model: Model, thing: Thing) -> bool:
    """Tell whether a role may use it by a pattern, or by a policy that is not ours."""
    functions = [function for stack in model.stacks for function in stack.functions.values()]
    grants = [grant for function in functions for grant in function.grants if not grant.target]
    patterns = {resource for grant in grants for resource in grant.resources}
    return any(function.managed_policies for function in functions) or any(
        fnmatchcase(thing.arn, pattern) for pattern in patterns
    )
