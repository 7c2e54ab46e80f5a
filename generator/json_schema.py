"""Checks that a user's JSON Schema is one (draft 2020-12): its keywords, its patterns, and what it refers to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath, did_you_mean

_TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
_TEXTS = frozenset(
    {"title", "description", "format", "$comment", "$ref", "$schema", "$id", "pattern", "contentEncoding"}
)
_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_COUNTS = frozenset({"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"})
_SWITCHES = frozenset({"uniqueItems", "deprecated", "readOnly", "writeOnly"})
_ANYTHING = frozenset({"const", "default"})
_SCHEMAS = frozenset({"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"})
_MAPS = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_LISTS = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})


def problems(schema: Mapping[str, Any], path: SpecPath) -> list[Diagnostic]:
    """Return what is wrong with the JSON Schema at `path`.

    The schema of schemas is asked only about one that is not obviously right: it takes 3 ms each time.
    """
    found = [] if _is_plain(schema) else _asked(schema, path)
    return found or [*_broken(schema, schema, path)]


def within(schema: Any, path: SpecPath) -> Iterator[tuple[SpecPath, Mapping[str, Any]]]:
    """Yield a schema and all that stand in it, each with its place."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for keyword, value in schema.items():
        if keyword in _SCHEMAS:
            yield from within(value, (*path, keyword))
        elif keyword in _MAPS and isinstance(value, Mapping):
            for name, part in value.items():
                yield from within(part, (*path, keyword, name))
        elif keyword in _LISTS and isinstance(value, list):
            for index, part in enumerate(value):
                yield from within(part, (*path, keyword, index))


def _asked(schema: Mapping[str, Any], path: SpecPath) -> list[Diagnostic]:
    from jsonschema import Draft202012Validator

    from generator.schema_failures import failure
    from generator.schema_messages import problems as in_words

    errors = Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)
    return list(dict.fromkeys(in_words(failure(error, path) for error in errors)))


def _is_plain(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return isinstance(schema, bool)
    return all(_is_right(keyword, value) for keyword, value in schema.items())


def _is_right(keyword: str, value: Any) -> bool:
    """Tell whether the value of a common keyword is right; of another keyword nothing is known here."""
    if keyword in _SCHEMAS:
        return _is_plain(value)
    if keyword in _MAPS:
        return isinstance(value, Mapping) and all(map(_is_plain, value.values()))
    if keyword in _LISTS:
        return isinstance(value, list) and bool(value) and all(map(_is_plain, value))
    return keyword in _ANYTHING or _is_right_plain(keyword, value)


def _is_right_plain(keyword: str, value: Any) -> bool:
    match value:
        case str():
            return keyword in _TEXTS or (keyword == "type" and value in _TYPES)
        case bool():
            return keyword in _SWITCHES
        case int():
            return keyword in _NUMBERS or (keyword in _COUNTS and value >= 0)
        case float():
            return keyword in _NUMBERS
        case list() if keyword == "required":
            return all(isinstance(item, str) for item in value) and len(set(value)) == len(value)
        case list() if keyword == "type":
            return (
                bool(value)
                and all(item in _TYPES for item in map(str, value))
                and len(set(map(str, value))) == len(value)
            )
        case list():
            return keyword in ("enum", "examples")
        case _:
            return False


def _broken(schema: Any, root: Mapping[str, Any], path: SpecPath) -> Iterator[Diagnostic]:
    """Yield each pattern that is none, and each reference into the schema that leads nowhere."""
    if isinstance(schema, Mapping):
        yield from _broken_texts(schema, root, path)
        for keyword, value in schema.items():
            if keyword not in ("const", "default", "enum", "examples"):
                yield from _broken(value, root, (*path, keyword))
    elif isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from _broken(item, root, (*path, index))


def _broken_texts(schema: Mapping[str, Any], root: Mapping[str, Any], path: SpecPath) -> Iterator[Diagnostic]:
    pattern, reference = schema.get("pattern"), schema.get("$ref")
    if isinstance(pattern, str):
        try:
            re.compile(pattern)
        except re.error as error:
            yield Diagnostic((*path, "pattern"), f'"{pattern}" is no regular expression: {error.msg}', "wrong-format")
    if isinstance(reference, str) and reference.startswith("#/$defs/"):
        name, known = reference.removeprefix("#/$defs/").partition("/")[0], root.get("$defs") or {}
        if name not in known:
            message = f'"{reference}" is not defined in this schema{did_you_mean(name, known)}'
            yield Diagnostic((*path, "$ref"), message, "dangling-reference")
