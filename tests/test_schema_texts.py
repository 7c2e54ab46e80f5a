"""An editor can explain every property of the language."""

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from generator.bundle import bundled
from generator.schema import check

SCHEMA = json.loads(bundled())


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with what its reference says below what it says itself."""
    if "$ref" not in schema:
        return schema
    target: Any = SCHEMA
    for part in schema["$ref"].removeprefix("#").split("/")[1:]:
        target = target[part]
    return resolved(target) | {key: value for key, value in schema.items() if key != "$ref"}


def properties(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every property that a person can write, at any depth, with its place."""
    match schema:
        case dict():
            for name, found in (
                schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ()
            ):
                if found is not False and found is not True:
                    yield f"{place}.{name}", resolved(found)
            for key, found in schema.items():
                if key not in ("examples", "default", "const", "enum"):
                    yield from properties(found, f"{place}.{key}" if key != "properties" else place)
        case list():
            for index, found in enumerate(schema):
                yield from properties(found, f"{place}.{index}")


def test_every_property_has_a_title_a_description_and_examples() -> None:
    lacking = {
        place: sorted({"title", "description", "examples"} - found.keys())
        for place, found in properties(SCHEMA, "")
        if {"title", "description", "examples"} - found.keys() and not re.search(r"\.(if|dependentSchemas)\.", place)
    }
    assert lacking == {}


def test_an_unknown_version_is_refused_by_name() -> None:
    spec = {"version": 7, "system": {"name": "x"}, "environments": {"dev": {"regions": ["us-east-1"]}}}
    assert ["7" in problem.message for problem in check(spec)] == [True]


def test_every_example_is_valid() -> None:
    whole = Draft202012Validator(SCHEMA)
    wrong = [
        (place, example, error.message)
        for place, found in properties(SCHEMA, "")
        for example in found.get("examples", ())
        for error in whole.evolve(schema=found).iter_errors(example)
    ]
    assert wrong == []


def bounded(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every part of a schema that bounds a number, with its place."""
    match schema:
        case dict():
            if any(isinstance(schema.get(bound), int) for bound in ("minimum", "maximum")):
                yield place, schema
            for key, found in schema.items():
                yield from bounded(found, f"{place}.{key}") if key not in ("examples", "default") else ()
        case list():
            for index, found in enumerate(schema):
                yield from bounded(found, f"{place}.{index}")


def test_a_bound_stands_beside_its_type_so_that_a_message_can_say_both() -> None:
    assert [] == [place for place, found in bounded(SCHEMA, "") if "type" not in found]
