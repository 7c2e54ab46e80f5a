"""Tells whether the shape of a spec is right, at once and without a reason: most specs are right, most of the time.

jsonschema, which gives the reasons, takes longer to import than this takes for everything. The two must agree on what
is right; a spec that is doubtful here is jsonschema's to judge.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from generator.resources import resource_folder

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_ROOT = "collectiq.schema.json"
_WHOLE = "collectiq:whole"


class _Whole:
    """Our own keyword: 30.0 is an integer to JSON Schema, and would be shown as 30.0 in the output."""

    def __init__(self, parent_schema: dict[str, Any], value: object, schema_path: list[str | int]) -> None:
        """Take what the library says of the place; there is nothing to remember."""

    def validate(self, instance: object) -> None:
        """Refuse a number that was not written as a whole one."""
        if isinstance(instance, float):
            raise ValueError("not written as a whole number")  # noqa: TRY004 - it is what the library asks for


def is_right(data: Any) -> bool:
    """Tell whether a whole spec has the shape that the schema asks for; False where that is in doubt."""
    try:
        return _validator().is_valid(data)
    except ValueError:
        return False  # deeper or larger than it can read


@cache
def _validator() -> "Validator":
    from jsonschema_rs import Draft202012Validator, Registry

    folder = resource_folder("schema")
    contents = {
        file.relative_to(folder).as_posix(): json.loads(file.read_bytes(), object_hook=_marked)
        for file in sorted(folder.rglob("*.json"))
    }
    base = contents[_ROOT]["$id"].removesuffix(_ROOT)
    registry = Registry([(base + name, content) for name, content in contents.items()])
    return Draft202012Validator({"$ref": base + _ROOT}, registry=registry, keywords={_WHOLE: _Whole})


def _marked(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the schema in which integers are those that were written so."""
    types = schema.get("type")
    return (
        {**schema, _WHOLE: True} if types == "integer" or (isinstance(types, list) and "integer" in types) else schema
    )
