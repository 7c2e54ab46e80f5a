"""A schema requires a property that it does not have: misspelt, or never allowed."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity, nearest
from generator.json_schema import within
from generator.model import Model

# What can allow a property that `properties` does not name.
_ELSEWHERE = ("$ref", "allOf", "anyOf", "oneOf", "if", "patternProperties")


def required_of_nothing(model: Model) -> Iterator[Diagnostic]:
    """Yield each name under `required` that nothing can have, or that is near a property which nothing requires."""
    for key, entry in (model.spec.get("schemas") or {}).items():
        for path, schema in within((entry or {}).get("schema"), ("schemas", key, "schema")):
            properties, required = schema.get("properties"), schema.get("required")
            if isinstance(properties, Mapping) and isinstance(required, list):
                unknown = ((n, one) for n, one in enumerate(required) if isinstance(one, str) and one not in properties)
                for index, name in unknown:
                    if message := _wrong(name, schema, properties, required):
                        yield Diagnostic((*path, "required", index), message, "required-of-nothing", Severity.WARNING)


def _wrong(name: str, schema: Mapping[str, Any], properties: Mapping[str, Any], required: list[Any]) -> str:
    near = nearest(name, (one for one in properties if one not in required))
    closed = schema.get("additionalProperties") is False and not any(keyword in schema for keyword in _ELSEWHERE)
    way_out = f'; did you mean "{near}"?' if near else '; add it to "properties", or take it out here'
    if closed:
        return f'nothing can fit this schema: it requires "{name}", and allows no such property{way_out}'
    return f'this schema requires "{name}", and describes no such property{way_out}' if near else ""
