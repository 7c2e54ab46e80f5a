"""Words for values, types and places, as messages use them."""

import re
from collections.abc import Iterable
from typing import Any

from generator.diagnostics import SpecPath

_LONGEST_VALUE = 40
_MOST_CHOICES = 12
_SIMPLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "exclusiveMaximum": "below",
    "multipleOf": "in steps of",
}
# What a key is called in whose number a unit is understood.
_UNITS = {
    "s": ("seconds",), "m": ("minutes",), "min": ("minutes",), "h": ("hours",), "d": ("days",), "%": ("percent",),
    "mb": ("memory", "storage"), "mib": ("memory", "storage"),
}  # fmt: skip
_SWITCHES = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def expected(schema: dict[str, Any]) -> str:
    """Return what a schema asks for, such as "a whole number from 128 to 10240"."""
    if "enum" in schema or "const" in schema:
        choices = schema["enum"] if "enum" in schema else [schema["const"]]
        return f"one of {listed(map(_bare, choices))}" if len(choices) > 1 else shown(choices[0])
    return joined([_TYPES[name] for name in types(schema)], "or") + _range(schema)


def types(schema: dict[str, Any]) -> list[str]:
    """Return JSON Schema's names of the types that a schema accepts."""
    declared = schema.get("type", [])
    return [declared] if isinstance(declared, str) else list(declared)


def _range(schema: dict[str, Any]) -> str:
    if "minimum" in schema and "maximum" in schema:
        return f" from {schema['minimum']} to {schema['maximum']}"
    bounds = " and ".join(f"{words} {schema[keyword]}" for keyword, words in _BOUNDS.items() if keyword in schema)
    return f" of {bounds}" if bounds.startswith("at") else f" {bounds}".rstrip()


def type_hint(value: Any, wanted: list[str]) -> str:
    """Return how to write a value of the wrong type, or an empty string."""
    if isinstance(value, str) and "boolean" in wanted and value.lower() in _SWITCHES:
        return f"; write {_SWITCHES[value.lower()]}"
    if isinstance(value, str) and {"integer", "number"} & set(wanted) and re.fullmatch(r"-?[0-9]+", value):
        return "; remove the quotes"
    if isinstance(value, bool | int | float) and "string" in wanted:
        return "; write quotes around it"
    return ""


def unit_hint(value: Any, path: SpecPath, schema: dict[str, Any]) -> str:
    """Return how to write a number whose unit its key says already, such as `minutes: 5m`; an empty string for others."""
    written = re.fullmatch(r"([0-9]{1,9}) ?([A-Za-z%]+)", value) if isinstance(value, str) else None
    if written is None or not path or not _takes(int(written[1]), schema):
        return ""
    is_said = any(word in str(path[-1]) for word in _UNITS.get(written[2].lower(), ()))
    return f"; write {written[1]}" if is_said else ""


def _takes(number: int, schema: dict[str, Any]) -> bool:
    if "enum" in schema:
        return number in schema["enum"]
    is_number = bool({"integer", "number"} & set(types(schema))) and "string" not in types(schema)
    return is_number and schema.get("minimum", number) <= number <= schema.get("maximum", number)


def subject(path: SpecPath) -> str:
    """Return the short name of what stands at a path: its last key."""
    if not path:
        return "the file"
    last = path[-1]
    return f"item {last + 1} of {subject(path[:-1])}" if isinstance(last, int) else quoted(last)


def label(path: SpecPath) -> str:
    """Return the whole name of what stands at a path, as references write it: functions.worker."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, int):
        return f"item {last + 1} of {label(path[:-1])}"
    name = last if _SIMPLE_NAME.fullmatch(last) else f'"{last}"'
    return f"{label(path[:-1])}.{name}" if len(path) > 1 else name


def but_not(value: Any) -> str:
    """Return the end of "must be ...": what the value is instead."""
    return ", but it is empty" if value is None else f", not {shown(value)}"


def quoted(text: str) -> str:
    """Return a text as a message shows it: in quotes, and not too long."""
    return f'"{text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"}"'


def shown(value: Any) -> str:
    """Return a value as a message shows it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case dict():
            return "a mapping"
        case list():
            return "a list"
    return str(value)


def _bare(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def listed(words: Iterable[str]) -> str:
    """Return words with commas; of many, the first."""
    every = list(words)
    return ", ".join(every[:_MOST_CHOICES]) + (", …" if len(every) > _MOST_CHOICES else "")


def joined(words: Iterable[str], conjunction: str) -> str:
    """Return words as a sentence lists them: a, b and c."""
    every = list(words)
    return f" {conjunction} ".join(part for part in (", ".join(every[:-1]), *every[-1:]) if part)


def size(keyword: str, limit: int, value: Any) -> str:
    """Return what is wrong with the size of a text, list or mapping, after its name."""
    if limit == 1 and keyword.startswith("min"):
        return "must not be empty"
    unit = {"Length": "character", "Items": "item", "Properties": "entry"}[keyword[3:]]
    units = unit if len(value) == 1 else f"{unit}s".replace("ys", "ies")
    bound = "at least" if keyword.startswith("min") else "at most"
    return f"has {len(value)} {units}, but {bound} {limit} can be used"


def described(schemas: Iterable[dict[str, Any]]) -> str:
    """Return what the nearest description says is expected, with its examples."""
    for schema in schemas:
        words = (schema.get("description") or schema.get("title") or "").rstrip(".")
        examples = [shown(one) for one in schema.get("examples", ()) if not isinstance(one, dict | list)]
        if words or examples:
            such_as = f"for example {joined(examples[:3], 'or')}" if examples and not _has_example(words) else ""
            return "; expected: " + ", ".join(part for part in (_lower_first(words), such_as) if part)
    return "; it does not have the form that is expected here"


def _has_example(words: str) -> bool:
    return "such as" in words or "for example" in words


def _lower_first(words: str) -> str:
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
