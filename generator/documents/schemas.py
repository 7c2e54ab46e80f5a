"""Schemas of messages: each as a table of what it holds."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.documents.markdown import Code, Inline, Joined, Link, heading, page, paragraph, table
from generator.documents.page import Page
from generator.kinds.message import Message
from generator.model import Model

PATH = "schemas.md"
_DEEPEST = 6
_NAMED, _LOCAL = "schemas.", "#/$defs/"
_RANGES = (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"), ("exclusiveMaximum", "below"))
_LENGTHS = (("minLength", "maxLength", "letters"), ("minItems", "maxItems", "items"))

Schema = Mapping[str, Any]


def pages(model: Model) -> Iterator[Page]:
    """Yield the page of all messages."""
    messages = {key: message for stack in reversed(model.stacks) for key, message in stack.schemas.items()}
    if messages:
        blocks = [block for key in sorted(messages) for block in _message(messages[key])]
        yield Page(
            PATH,
            page(
                heading(1, "Schemas"), paragraph("What messages hold: events, tasks, requests and responses."), *blocks
            ),
        )


def link(key: str, folder: str = "") -> Link:
    """Return the link to a message's schema. folder: from the page to the site's root, such as `../`."""
    return Link(key, f"{folder}{PATH}#{key}")


def _message(message: Message) -> Iterator[str]:
    yield heading(2, message.key, message.key)
    yield paragraph(message.description)
    media_type = (", sent as ", Code(message.media_type)) if message.kind in ("request", "response") else ()
    yield paragraph("Of kind ", Code(message.kind), *media_type, ".")
    whole = [_reference(part["$ref"]) for part in message.written.get("allOf", ()) if "$ref" in part]
    yield paragraph("Holds all of ", *_between(whole, ", "), ".") if whole else ""
    yield table(["Name", "Type", "Required", "What it is"], _rows(message.written, message.written, "", _DEEPEST))


def _rows(schema: Schema, root: Schema, prefix: str, depth: int) -> Iterator[list[Inline]]:
    """Yield a row for each property, those inside it below it; `[]` stands for each item of a list."""
    required = schema.get("required", ())
    for name, written in schema.get("properties", {}).items() if depth else ():
        found = _resolved(written, root)
        yield [
            Code(prefix + name),
            _type(written, root),
            "yes" if name in required else "",
            _description(written, found),
        ]
        items = _resolved(found.get("items", {}), root)
        yield from _rows(found, root, f"{prefix}{name}.", depth - 1)
        yield from _rows(items, root, f"{prefix}{name}[].", depth - 1)


def _resolved(schema: Any, root: Schema) -> Schema:
    """Return a schema with what it names in its own `$defs`; other messages stay links."""
    if not isinstance(schema, Mapping):
        return {}
    reference = schema.get("$ref", "")
    if not reference.startswith(_LOCAL):
        return schema
    return {**root.get("$defs", {}).get(reference.removeprefix(_LOCAL), {}), **schema}


def _description(written: Any, found: Schema) -> str:
    return str((written if isinstance(written, Mapping) else {}).get("description") or found.get("description", ""))


def _type(written: Any, root: Schema) -> Inline:
    """Return what a value may be, in words."""
    schema = _resolved(written, root)
    if (name := schema.get("$ref", "")).startswith(_NAMED):
        return _reference(name)
    if alternatives := schema.get("anyOf") or schema.get("oneOf"):
        return Joined(tuple(_between([_type(one, root) for one in alternatives], " or ")))
    if "items" in schema:
        return Joined((f"{_kind(schema)} of ", _type(schema["items"], root)))
    return ", ".join(filter(None, (_kind(schema), *_limits(schema))))


def _kind(schema: Schema) -> str:
    if "const" in schema:
        return f"always {json.dumps(schema['const'])}"
    if "enum" in schema:
        return " or ".join(json.dumps(value) for value in schema["enum"])
    kind = schema.get("type", "anything")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words


def _limits(schema: Schema) -> Iterator[str]:
    yield " ".join(f"{word} {schema[key]}" for key, word in _RANGES if key in schema)
    for least, most, of in _LENGTHS:
        match schema.get(least), schema.get(most):
            case None, None:
                continue
            case None, limit:
                yield f"up to {limit} {of}"
            case limit, None:
                yield f"{limit} or more {of}"
            case limit, other:
                yield f"{limit} to {other} {of}"
    if "pattern" in schema:
        yield f"matching {schema['pattern']}"
    if "default" in schema:
        yield f"{json.dumps(schema['default'])} by default"


def type_of(schema: Schema) -> Inline:
    """Return what a value may be, in words."""
    return _type(schema, schema)


def _reference(name: str) -> Inline:
    return link(name.removeprefix(_NAMED)) if name.startswith(_NAMED) else Code(name)


def _between(parts: list[Inline], text: str) -> Iterator[Inline]:
    for number, part in enumerate(parts):
        if number:
            yield text
        yield part
