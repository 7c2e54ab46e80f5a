"""JSON Schemas that are made of others: `$ref: schemas.Order` inside one names another of the spec."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import SpecPath

_DATA = frozenset({"const", "default", "enum", "examples"})
_PREFIX = "schemas."


def references(schema: Any, path: SpecPath = ()) -> Iterator[tuple[str, SpecPath]]:
    """Yield each reference to another named schema, such as `schemas.Order`, and where it stands."""
    match schema:
        case Mapping():
            if isinstance(name := schema.get("$ref"), str) and name.startswith(_PREFIX):
                yield name, (*path, "$ref")
            for keyword, value in schema.items():
                if keyword not in _DATA:
                    yield from references(value, (*path, keyword))
        case list():
            for index, item in enumerate(schema):
                yield from references(item, (*path, index))


def placed(schema: Any, here: str, others: str) -> Any:
    """Return a schema as it reads inside another document.

    here: the pointer to where it stands there, such as `#/components/schemas/Order`.
    others: what the pointer to another named schema begins with, such as `#/components/schemas/`.
    """
    match schema:
        case Mapping():
            return {
                keyword: _pointer(value, here, others)
                if keyword == "$ref" and isinstance(value, str)
                else value
                if keyword in _DATA
                else placed(value, here, others)
                for keyword, value in schema.items()
            }
        case list():
            return [placed(item, here, others) for item in schema]
        case _:
            return schema


def in_one_piece(schema: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return a schema with those that it names below its `$defs`, so that any validator can read it.

    parts: the schemas by name, whether it names them itself or through another.
    """
    if not parts:
        return schema
    others = f"#/$defs/{_PREFIX}"
    own = placed(schema, "#", others)
    named = {f"{_PREFIX}{name}": placed(part, f"{others}{name}", others) for name, part in parts.items()}
    return {**own, "$defs": {**own.get("$defs", {}), **named}}


def _pointer(reference: str, here: str, others: str) -> str:
    if reference.startswith(_PREFIX):
        return others + reference.removeprefix(_PREFIX)
    return here + reference.removeprefix("#") if reference.startswith("#") else reference
