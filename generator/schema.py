"""Checks the shape of a spec against the JSON Schemas of `schema/`."""

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, SpecPath
from generator.resources import resource_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_ROOT = "collectiq.schema.json"
_DEFAULT_BASE = "https://schema.invalid/"


def schema_folder() -> Path:
    """Return the folder of the JSON Schemas."""
    return resource_folder("schema")


def check(data: Any, *, root: Path | None = None) -> list[Diagnostic]:
    """Return every problem of the shape of a whole spec, in the order of the schema's keywords.

    root: the folder that holds `collectiq.schema.json` and `kinds/`; the one that ships by default.
    """
    from generator.schema_verdict import is_right

    if root is None and is_right(data):
        return []
    return check_entry(data, _ROOT, (), root=root)


@cache
def required() -> dict[str, frozenset[str]]:
    """Return the settings that an entry of each section cannot do without."""
    sections = _contents(schema_folder() / _ROOT)["properties"]
    entries = {section: found.get("additionalProperties") for section, found in sections.items()}
    return {
        section: frozenset(found["required"]) for section, found in entries.items() if found and "required" in found
    }


def check_entry(data: Any, kind: str, path: SpecPath, *, root: Path | None = None) -> list[Diagnostic]:
    """Return every problem of one value that stands at `path`.

    kind: a schema of the folder, such as "kinds/function.json" or "kinds/common.json#/$defs/name".
    """
    from generator.schema_failures import failure
    from generator.schema_messages import problems

    errors = _validator(root or schema_folder(), kind).iter_errors(data)
    return problems(failure(error, path) for error in errors)


@cache
def _validator(root: Path, kind: str) -> "Validator":
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    contents = {file.relative_to(root).as_posix(): _contents(file) for file in sorted(root.rglob("*.json"))}
    base = contents.get(_ROOT, {}).get("$id", _DEFAULT_BASE + _ROOT).removesuffix(_ROOT)
    resources = ((base + name, DRAFT202012.create_resource(content)) for name, content in contents.items())
    strict = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator,
        validators={"pattern": _pattern, "required": _required},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
    )
    registry: Registry[Any] = Registry().with_resources(resources).crawl()
    validator: Validator = strict({"$ref": base + kind}, registry=registry)
    return validator


def _contents(file: Path) -> dict[str, Any]:
    """Return a schema as the library and the messages need it.

    It does not name its dialect: doing so in a part would bring back the library's own validator, without `_pattern`.
    """
    contents: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"), object_hook=_prepared)
    contents.pop("$schema", None)
    return contents


def _prepared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a schema from which every failure can be told: where it is, and what is expected."""
    prepared = dict(schema)
    if isinstance(schema.get("properties"), dict):
        parts = schema["properties"].items()
        # The library does not say which property it is that may not stand at all.
        prepared["properties"] = {key: {"not": {}} if part is False else part for key, part in parts}
    for keyword in ("items", "propertyNames"):
        part = schema.get(keyword)
        if isinstance(part, dict) and "pattern" in part:
            inner = [
                word for example in schema.get("examples", []) if isinstance(example, list | dict) for word in example
            ]
            prepared[keyword] = {"description": schema.get("description", ""), "examples": inner, **part}
    return prepared


def _is_integer(_checker: object, value: object) -> bool:
    """Tell whether a value was written as a whole number: 30.0 is none, and would be shown as 30.0 in the output."""
    return isinstance(value, int) and not isinstance(value, bool)


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> "Iterator[ValidationError]":
    """Match as JSON Schema says: there `$` is the very end, in Python it may stand before a last line break."""
    from jsonschema import ValidationError

    if not isinstance(value, str):
        return
    text = value + "\n" if value.endswith("\n") else value
    if not re.search(pattern, text):
        yield ValidationError("does not match")


def _required(_validator: object, keys: list[str], value: object, _schema: object) -> "Iterator[ValidationError]":
    """Report all the missing keys of a mapping at once: they are part of one decision about its form."""
    from jsonschema import ValidationError

    if isinstance(value, dict) and any(key not in value for key in keys):
        yield ValidationError("lacks keys")
