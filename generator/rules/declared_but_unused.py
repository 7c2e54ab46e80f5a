"""Something is declared, and nothing in the spec uses it."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Diagnostic, Severity, SpecPath, did_you_mean
from generator.effective import origin
from generator.model import Model
from generator.references import TITLES
from generator.scope import Thing
from generator.texts import texts

_SECTIONS = ("queues", "topics", "secrets", "imports", "functions")
_MENTION = re.compile(r"\b(" + "|".join(_SECTIONS) + r')\.(?:"([^"]+)"|([A-Za-z0-9_-]+))')
_VALUE = re.compile(r"\$\{\s*(variables|environment\.values)\.([A-Za-z0-9_-]+)")


def declared_but_unused(model: Model) -> Iterator[Diagnostic]:
    """Yield each queue, topic, secret, import, function, policy, variable and value that nothing mentions and no grant reaches."""
    if not model.complete:
        return
    # Most texts say the same as others, and a mention has a dot.
    written = {text for text in texts(model.spec, keys=True) if "." in text}
    used = {(section, quoted or plain) for text in written for section, quoted, plain in _MENTION.findall(text)}
    used |= {("functions", function) for function in _behind_routes(model)}
    beside = "\n".join(model.attachments.values())
    for (section, key), (thing, environment) in _things(model).items():
        if (section, key) in used or key in beside:
            continue
        if not (thing.entry.get("subscriptions") or _is_alone(thing, used) or _reached(model, thing)):
            yield _unused_thing(model, section, key, environment)
    for path in _policies(model.spec):
        yield _unused(path, "policy")
    values = {found for text in written for found in _VALUE.findall(text)}
    yield from (_unused(path, "value") for path in _values(model.spec, values, beside))


def _unused(path: SpecPath, what: str, near: str = "") -> Diagnostic:
    """near: the entry outside of environments that these settings may be meant for."""
    message = f"nothing uses this {what}{near or '; name it where it is needed, or remove it'}"
    return Diagnostic(path, message, "declared-but-unused", Severity.WARNING, at_key=True)


def _unused_thing(model: Model, section: str, key: str, environment: str) -> Diagnostic:
    """environment: one that has the thing, which may stand there alone."""
    everywhere = model.spec.get(section) or {}
    if key in everywhere:
        return _unused((section, key), TITLES[section])
    near = did_you_mean(key, everywhere)
    return _unused(origin(model.spec, environment, (section, key)), TITLES[section], near)


def _things(model: Model) -> dict[tuple[str, str], tuple[Thing, str]]:
    """Return what can be unused by section and name, each with an environment that has it."""
    return {
        place: (thing, stack.names.environment)
        for stack in model.stacks
        for place, thing in stack.things.items()
        if place[0] in _SECTIONS
    }


def _behind_routes(model: Model) -> Iterator[str]:
    routes = (route for stack in model.stacks for route in stack.routes.values())
    yield from (route.target.key for route in routes if route.target.section == "functions")
    functions = (function for stack in model.stacks for function in stack.functions.values())
    yield from (function.key for function in functions if function.triggers)


def _is_alone(thing: Thing, used: set[tuple[str, str]]) -> bool:
    """Tell whether it is a function of a system in which nothing calls functions: somebody outside does."""
    return thing.section == "functions" and not any(section == "functions" for section, _ in used)


def _reached(model: Model, thing: Thing) -> bool:
    """Tell whether a role may use it by a pattern, or by a policy that is not ours."""
    functions = [function for stack in model.stacks for function in stack.functions.values()]
    grants = [grant for function in functions for grant in function.grants if not grant.target]
    patterns = {resource for grant in grants for resource in grant.resources}
    return any(function.managed_policies for function in functions) or any(
        fnmatchcase(thing.arn, pattern) for pattern in patterns
    )


def _policies(spec: Any) -> Iterator[SpecPath]:
    """Yield the retry and catch policies of workflows that none of their states calls."""
    for key, workflow in (spec.get("workflows") or {}).items():
        for section, word in (("retries", "retry"), ("catches", "catch")):
            declared = (workflow or {}).get(section) or {}
            called = set(_called(workflow.get("states"), word)) if declared else set()
            yield from (("workflows", key, section, name) for name in declared if name not in called)


def _called(value: Any, word: str) -> Iterator[str]:
    match value:
        case dict():
            for key, entry in value.items():
                if key == word and isinstance(entry, list):
                    yield from (name for name in entry if isinstance(name, str))
                yield from _called(entry, word)
        case list():
            for entry in value:
                yield from _called(entry, word)


def _values(spec: Any, used: set[tuple[str, str]], beside: str) -> Iterator[SpecPath]:
    """Yield the variables of Terraform and the values of environments that no text names."""
    for name in (spec.get("terraform") or {}).get("variables") or {}:
        if ("variables", name) not in used and f"var.{name}" not in beside:
            yield ("terraform", "variables", name)
    for environment, entry in spec["environments"].items():
        for name in entry.get("values") or {}:
            if ("environment.values", name) not in used:
                yield ("environments", environment, "values", name)
