"""The language: a page for each section of a spec, from the JSON Schema that checks it; and the rules' pages."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from generator import pages as rules
from generator.bundle import bundled
from generator.documents.markdown import WIDE, Code, Inline, Lines, Link, code, heading, page, paragraph, table
from generator.documents.page import Page

_DEEPEST = 7
# Any section can stand in it again: an override is described where the section is.
_LEAVES = frozenset({"#/$defs/overrides"})
_EXAMPLES = 2
_LONGEST_EXAMPLE = 90  # letters

Schema = Mapping[str, Any]


def pages() -> Iterator[Page]:
    """Yield the reference of the language, which is the same for every system."""
    schema = json.loads(bundled())
    sections: list[list[Inline]] = []
    for name, written in schema["properties"].items():
        found = _resolved(written, schema)
        sections.append([Link(name, f"{name}.md"), str(found.get("description", ""))])
        yield Page(f"language/{name}.md", page(*_section(name, found, schema)))
    yield Page(
        "language/index.md",
        page(
            heading(1, "Language"), paragraph("The sections of a spec."), table(["Section", "What it says"], sections)
        ),
    )
    yield from _rules()


def _rules() -> Iterator[Page]:
    found: list[list[Inline]] = [[Link(rule, f"{rule}.md"), kind, finds] for rule, kind, finds in rules.listed()]
    yield Page(
        "rules/index.md",
        page(
            heading(1, "Rules"),
            paragraph("All that a command can find wrong, by what stands in brackets after it."),
            table(["Rule", "Kind", "What it finds"], found),
        ),
    )
    yield from (Page(f"rules/{rule}.md", rules.page(rule) or "") for rule in rules.ids())


def _section(name: str, schema: Schema, root: Schema) -> Iterator[str]:
    yield WIDE
    yield heading(1, name)
    yield paragraph(str(schema.get("description", "")))
    for example in schema.get("examples", ())[:1]:
        yield code(yaml.safe_dump({name: example}, sort_keys=False, allow_unicode=True), "yaml")
    yield table(["Setting", "May be", "What it says", "Examples"], _rows(schema, root, "", ()))


def _rows(schema: Schema, root: Schema, prefix: str, above: tuple[str, ...]) -> Iterator[list[Inline]]:
    """Yield a row for each setting, those inside it below it. NAME stands for any name, `[]` for each item of a list.

    above: the references that led here, so that what holds itself ends.
    """
    if len(above) > _DEEPEST:
        return
    for name, written in _properties(schema):
        found = _resolved(written, root)
        yield [Code(prefix + name), _kind(found), str(found.get("description", "")), _examples(found)]
        yield from _below(written, root, f"{prefix}{name}", above)
    for child, name in ((schema.get("additionalProperties"), "NAME"), (schema.get("items"), "[]")):
        if isinstance(child, Mapping):
            yield from _below(
                child, root, f"{prefix}{name}" if name == "NAME" else f"{prefix.removesuffix('.')}[]", above
            )
    for part in (part for word in ("oneOf", "anyOf", "allOf") for part in schema.get(word, ())):
        yield from _rows(_resolved(part, root), root, prefix, (*above, str(part.get("$ref", ""))))


def _below(written: Schema, root: Schema, place: str, above: tuple[str, ...]) -> Iterator[list[Inline]]:
    reference = str(written.get("$ref", ""))
    if reference and (reference in above or reference in _LEAVES):
        return
    yield from _rows(_resolved(written, root), root, f"{place}.", (*above, reference))


def _properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    return ((name, found) for name, found in schema.get("properties", {}).items() if isinstance(found, Mapping))


def _resolved(schema: Schema, root: Schema) -> Schema:
    """Return a schema with what its reference says below what it says itself."""
    if "$ref" not in schema:
        return schema
    found: Any = root
    for part in str(schema["$ref"]).removeprefix("#").split("/")[1:]:
        found = found[part]
    return {**_resolved(found, root), **{key: value for key, value in schema.items() if key != "$ref"}}


def _kind(schema: Schema) -> str:
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    if "oneOf" in schema or "anyOf" in schema:
        kinds = [_kind(one) for one in schema.get("oneOf", schema.get("anyOf", ()))]
        return " or ".join(dict.fromkeys(filter(None, kinds)))
    kind = schema.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _examples(schema: Schema) -> Inline:
    texts = [
        json.dumps(one, ensure_ascii=False) if not isinstance(one, str) else one for one in schema.get("examples", ())
    ]
    return Lines(tuple(Code(text) for text in texts[:_EXAMPLES] if len(text) <= _LONGEST_EXAMPLE))
