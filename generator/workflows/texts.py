"""Texts of states: `${...}` is replaced in each, but for JSONata (`{% ... %}`), which uses `${` itself."""

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostics import Severity, SpecPath
from generator.names import SINGLE_THINGS, THINGS
from generator.scope import Scope
from generator.workflows import order

_JSONATA = "{%"
_WORDS = "|".join((*THINGS, *SINGLE_THINGS, "environment", "system", "variables", "terraform"))
_REFERENCE = re.compile(rf"\$\{{(?:region|account|(?:{_WORDS})\.[\w.\"-]+)\}}")


def is_jsonata(value: object) -> bool:
    """Tell whether a value is a JSONata expression."""
    return isinstance(value, str) and value.startswith(_JSONATA)


def ordered(value: Any, scope: Scope) -> Any:
    """Return a value of the spec with its texts resolved, and its fields in an order that the spec's has no part in."""
    return _resolved(value, scope, (), in_order=True)


def unchanged(value: Any, scope: Scope) -> Any:
    """Return a value of a file with its texts resolved, and everything else as it is."""
    return _resolved(value, scope, (), in_order=False)


def _resolved(value: Any, scope: Scope, path: SpecPath, *, in_order: bool) -> Any:
    match value:
        case str():
            return _text(value, scope, path) if "${" in value else value
        case Mapping():
            found = {str(key): _resolved(entry, scope, (*path, key), in_order=in_order) for key, entry in value.items()}
            return order.fields(found) if in_order else found
        case list():
            return [_resolved(entry, scope, (*path, index), in_order=in_order) for index, entry in enumerate(value)]
        case _:
            return value


def _text(value: str, scope: Scope, path: SpecPath) -> str:
    if not is_jsonata(value):
        return scope.at(*path).text(value)
    if found := _REFERENCE.search(value):
        message = (
            f'"{found[0]}" stays as it is inside {{% %}}, where "${{" is JSONata\'s own; '
            "give it to the expression from outside, such as by Assign in a state before"
        )
        scope.at(*path).problem(message, "reference-in-jsonata", severity=Severity.WARNING)
    return value
