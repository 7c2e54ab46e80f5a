"""Tells whether the shape of a spec is right, at once and without a reason: most specs are right, most of the time.

jsonschema, which gives the reasons, takes longer to import than this takes for everything. A schema becomes a function
when the first value asks for it, so that a spec pays for the sections that it has. The two must agree on what is right;
a spec that is doubtful here is jsonschema's to judge.
"""

import json
import posixpath
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.resources import resource_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Check = Callable[[Any], bool]

_ROOT = "collectiq.schema.json"
# 30.0 is an integer to JSON Schema, and would be shown as 30.0 in the output.
_CLASSES: "Mapping[str, frozenset[type]]" = {
    "string": frozenset({str}),
    "object": frozenset({dict}),
    "array": frozenset({list}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "boolean": frozenset({bool}),
    "null": frozenset({type(None)}),
}
_STRINGS = frozenset({"minLength", "maxLength", "pattern"})
_NUMBERS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_ARRAYS = frozenset({"items", "minItems", "maxItems", "uniqueItems"})
_OBJECTS = frozenset({
    "properties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties", "dependentRequired",
    "dependentSchemas",
})  # fmt: skip
_ANY = frozenset({"type", "enum", "const", "anyOf", "oneOf", "allOf", "not", "if", "then", "$ref"})
_SAYING_NOTHING = frozenset({"$schema", "$id", "$defs", "title", "description", "examples", "default"})
KEYWORDS = _STRINGS | _NUMBERS | _ARRAYS | _OBJECTS | _ANY | _SAYING_NOTHING


def is_right(data: Any) -> bool:
    """Tell whether a whole spec has the shape that the schema asks for; False where that is in doubt."""
    try:
        return _schemas().at(_ROOT)(data)
    except RecursionError:
        return False


@cache
def _schemas() -> "_Schemas":
    return _Schemas()


class _Schemas:
    """The schemas of the folder, as functions that tell whether a value is right."""

    def __init__(self) -> None:
        self._folder = resource_folder("schema")
        self._contents: dict[str, Any] = {}
        self._checks: dict[str, Check] = {}

    def at(self, reference: str) -> "Check":
        """Return the check of a schema by its file and its place there, such as `kinds/common.json#/$defs/name`."""
        found = self._checks.get(reference)
        if found is None:
            file, _, place = reference.partition("#")
            if file not in self._contents:
                self._contents[file] = json.loads((self._folder / file).read_bytes())
            schema = self._contents[file]
            for key in place.split("/")[1:]:
                schema = schema[key]
            found = self._checks[reference] = self.check(schema, file)
        return found

    def check(self, schema: Any, file: str) -> "Check":
        """Return a function that tells whether a value is as a schema of a file asks for."""
        if isinstance(schema, bool):
            return lambda _: schema
        checks = list(self._checks_of(schema, file))
        if len(checks) == 1:
            return checks[0]

        def all_of(value: Any) -> bool:
            for check in checks:  # noqa: SIM110 - `all` with its generator takes twice as long
                if not check(value):
                    return False
            return True

        return all_of

    def _checks_of(self, schema: "Mapping[str, Any]", file: str) -> "Iterator[Check]":
        asked = schema.keys()
        if "type" in asked:
            yield _is_of(schema["type"])
        if "$ref" in asked:
            yield self._referred(schema["$ref"], file)
        if "const" in asked:
            yield _is_among([schema["const"]])
        if "enum" in asked:
            yield _is_among(schema["enum"])
        if asked & _STRINGS:
            yield _text(schema)
        if asked & _NUMBERS:
            yield _number(schema)
        if asked & _ARRAYS:
            yield self._array(schema, file)
        if asked & _OBJECTS:
            yield self._object(schema, file)
        yield from self._combined(schema, file)

    def _referred(self, reference: str, file: str) -> "Check":
        """Return the check of another schema, which is made when the first value asks: schemas refer to one another in circles."""
        there, hash_, place = reference.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), there)) if there else file
        whole = f"{path}{hash_}{place}"

        def check(value: Any) -> bool:
            return self.at(whole)(value)

        return check

    def _combined(self, schema: "Mapping[str, Any]", file: str) -> "Iterator[Check]":
        yield from (self.check(part, file) for part in schema.get("allOf", ()))
        if "anyOf" in schema:
            some = [self.check(part, file) for part in schema["anyOf"]]
            yield lambda value: any(check(value) for check in some)
        if "oneOf" in schema:
            one = [self.check(part, file) for part in schema["oneOf"]]
            yield lambda value: sum(check(value) for check in one) == 1
        if "not" in schema:
            refused = self.check(schema["not"], file)
            yield lambda value: not refused(value)
        if "if" in schema:
            asked, then = self.check(schema["if"], file), self.check(schema.get("then", True), file)
            yield lambda value: not asked(value) or then(value)

    def _array(self, schema: "Mapping[str, Any]", file: str) -> "Check":
        item = self.check(schema.get("items", True), file)
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        unique = schema.get("uniqueItems", False)

        def check(value: Any) -> bool:
            if value.__class__ is not list:
                return True
            if len(value) < least or (most is not None and len(value) > most) or (unique and not _all_differ(value)):
                return False
            return all(map(item, value))

        return check

    def _object(self, schema: "Mapping[str, Any]", file: str) -> "Check":
        known = _Properties(self, schema, file)
        named = self.check(schema.get("propertyNames", True), file)
        needed = frozenset(schema.get("required", ()))
        size = range(schema.get("minProperties", 0), schema.get("maxProperties", 1 << 31) + 1)
        together = [(key, frozenset(keys)) for key, keys in schema.get("dependentRequired", {}).items()]
        following = [(key, self.check(part, file)) for key, part in schema.get("dependentSchemas", {}).items()]

        def check(value: Any) -> bool:
            if value.__class__ is not dict:
                return True
            if not value.keys() >= needed or len(value) not in size or not all(map(named, value)):
                return False
            for key, part in value.items():
                if not known.of(key)(part):
                    return False
            return all(value.keys() >= keys for key, keys in together if key in value) and all(
                check(value) for key, check in following if key in value
            )

        return check


class _Properties:
    """The checks of an object's properties, each made when the first object has it."""

    def __init__(self, schemas: _Schemas, schema: "Mapping[str, Any]", file: str) -> None:
        self._schemas = schemas
        self._schema = schema.get("properties", {})
        self._others = schemas.check(schema.get("additionalProperties", True), file)
        self._file = file
        self._checks: dict[str, Check] = {}

    def of(self, key: str) -> "Check":
        """Return the check of one property, known or not."""
        if key not in self._schema:
            return self._others
        found = self._checks.get(key)
        if found is None:
            found = self._checks[key] = self._schemas.check(self._schema[key], self._file)
        return found


def _is_of(types: str | list[str]) -> "Check":
    classes = frozenset().union(*(_CLASSES[name] for name in ([types] if isinstance(types, str) else types)))
    return lambda value: value.__class__ in classes


def _is_among(values: list[Any]) -> "Check":
    if all(isinstance(value, str) for value in values):
        known = frozenset(values)
        return lambda value: value.__class__ is str and value in known
    return lambda value: any(_same(value, one) for one in values)


def _text(schema: "Mapping[str, Any]") -> "Check":
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    search = re.compile(schema["pattern"]).search if "pattern" in schema else None
    right: set[str] = set()  # the same words stand in many places

    def check(value: Any) -> bool:
        if value.__class__ is not str or value in right:
            return True
        if len(value) < least or (most is not None and len(value) > most):
            return False
        # In JSON Schema `$` is the very end, in Python it may stand before a last line break.
        if search and not search(f"{value}\n" if value.endswith("\n") else value):
            return False
        right.add(value)
        return True

    return check


def _number(schema: "Mapping[str, Any]") -> "Check":
    infinite = float("inf")
    least, most = schema.get("minimum", -infinite), schema.get("maximum", infinite)
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    return lambda value: (
        value.__class__ not in _CLASSES["number"]
        or (least <= value <= most and (above is None or above < value) and (below is None or value < below))
    )


def _all_differ(values: list[Any]) -> bool:
    if all(value.__class__ is str for value in values):
        return len(set(values)) == len(values)
    return not any(_same(one, other) for number, one in enumerate(values) for other in values[:number])


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are one to JSON, to which true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
