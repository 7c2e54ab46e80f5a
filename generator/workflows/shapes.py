"""What is known of a piece of data: which fields it has. A schema says it, a state makes it, a path looks into it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.facts import Fact

_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]|\[\"([^\"]*)\"\]")
_PATH = re.compile(r"\$(?:\.[\w-]+|\[\d+\]|\['[^']*'\]|\[\"[^\"]*\"\])*")
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'")
_DEEPEST = 12


class Anything(Fact):
    """Data of which nothing is known: any path may lead somewhere."""


class Record(Fact):
    """An object with these fields and no others; a plain value has none."""

    fields: Mapping[str, "Shape"]


class Row(Fact):
    """A list. first: its first items, where they are known one by one; rest: each further one."""

    first: tuple["Shape", ...]
    rest: "Shape"


Shape = Anything | Record | Row

ANYTHING = Anything()
PLAIN = Record({})


class Missing(Fact):
    """Where a path leads nowhere. known: the fields that there are."""

    field: str
    known: tuple[str, ...]


def of_schema(schema: Any, root: Mapping[str, Any], depth: int = 0) -> Shape:
    """Return what a JSON Schema says of its data: the properties that it names, unless it asks for others."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return ANYTHING
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        return of_schema((root.get("$defs") or {}).get(name), root, depth + 1)
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    is_open = schema.get("additionalProperties", False) is not False or "patternProperties" in schema
    if "properties" in schema and not is_open and not {"allOf", "anyOf", "oneOf"} & schema.keys():
        return Record({key: of_schema(entry, root, depth + 1) for key, entry in schema["properties"].items()})
    if kinds and not {"object", "array"} & set(kinds):
        return PLAIN
    return Row((), of_schema(schema.get("items"), root, depth + 1)) if kinds == ("array",) else ANYTHING


def of_value(value: Any) -> Shape:
    """Return the shape of a value that is written out."""
    match value:
        case Mapping():
            return Record({str(key): of_value(entry) for key, entry in value.items()})
        case list():
            return Row(tuple(map(of_value, value)), ANYTHING)
        case _:
            return PLAIN


def met(shapes: Sequence[Shape]) -> Shape:
    """Return what holds whichever of these the data has: the fields that all of them have."""
    known = [shape for shape in shapes if not isinstance(shape, Anything)]
    if not known:
        return ANYTHING
    records = [shape for shape in known if isinstance(shape, Record)]
    if len(records) == len(known):
        names = [name for name in records[0].fields if all(name in one.fields for one in records)]
        return Record({name: met([one.fields[name] for one in records]) for name in names})
    return known[0] if all(one == known[0] for one in known) else ANYTHING


def looked_up(shape: Shape, path: str) -> Shape | Missing:
    """Return what a path leads to; anything for one of a form that says too little, such as a filter."""
    if not _PATH.fullmatch(path):
        return ANYTHING
    for step in _STEP.finditer(path):
        field, index = step[1] or step[3] or step[4], step[2]
        match shape:
            case Record(fields) if field is not None:
                if field not in fields:
                    return Missing(field, tuple(sorted(fields)))
                shape = fields[field]
            case Row(first, rest) if index is not None:
                shape = first[int(index)] if int(index) < len(first) else rest
            case _:
                return ANYTHING
    return shape


def written(shape: Shape, path: str, value: Shape) -> Shape:
    """Return data with a value put at a path, as a ResultPath does."""
    steps = [step[1] or step[3] or step[4] for step in _STEP.finditer(path)]
    if path == "$":
        return value
    if not _PATH.fullmatch(path) or None in steps:
        return ANYTHING
    return _put(shape, steps, value)


def _put(shape: Shape, steps: Sequence[str], value: Shape) -> Shape:
    if not steps:
        return value
    match shape:
        case Record(fields):
            inner = fields.get(steps[0], PLAIN)
            return Record({**fields, steps[0]: _put(inner, steps[1:], value)})
        case _:
            return ANYTHING


def paths_in(text: str) -> Iterator[str]:
    """Yield the paths into the data that an expression of the States Language reads: a path, or the arguments of an intrinsic."""
    if text.startswith("$"):
        if not text.startswith("$$"):
            yield text
        return
    plain = _QUOTED.sub("", text)
    yield from (found[0] for found in re.finditer(r"(?<![\w$])\$(?:\.[\w-]+|\[\d+\])+", plain))
