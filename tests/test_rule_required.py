"""Which names under `required` of a schema are wrong for sure."""

import pytest

from tests.specs import compiled

SPEC = """
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}, dev: {regions: [eu-west-1]}}
functions: {charge: {handler: handlers.charge.app:handler, input: schemas.Order}}
schemas: {Order: {kind: task, schema: {type: object, %s}}}
"""
LINE = "lines: {type: array, items: {type: object, required: [prise], properties: {price: {type: number}}}}"


def told(schema: str) -> list[tuple[str, str]]:
    """Return the place below the schema and the end of each message."""
    found = [one for one in compiled(SPEC % schema).diagnostics if one.rule == "required-of-nothing"]
    return [(".".join(map(str, one.path[3:])), one.message.partition("; ")[2]) for one in found]


@pytest.mark.parametrize(
    ("schema", "place", "way_out"),
    [
        ("additionalProperties: false, required: [a], properties: {b: {}}", "required.0", 'add it to "properties", or take it out here'),
        ("additionalProperties: false, required: [id, totl], properties: {id: {}, total: {}}", "required.1", 'did you mean "total"?'),
        ("required: [id, totl], properties: {id: {}, total: {}}", "required.1", 'did you mean "total"?'),
        (f"properties: {{{LINE}}}", "properties.lines.items.required.0", 'did you mean "price"?'),
    ],
)  # fmt: skip
def test_a_required_property_that_nothing_can_have_is_told(schema: str, place: str, way_out: str) -> None:
    assert [(place, way_out)] == told(schema)


@pytest.mark.parametrize(
    "schema",
    [
        "required: [id], properties: {id: {}}",
        "required: [id], properties: {total: {}}",
        "required: [id]",
        # What it is near is required as well: two names.
        "required: [totals, total], properties: {total: {}}",
        "additionalProperties: false, required: [x-a], properties: {b: {}}, patternProperties: {'^x-': {}}",
        "properties: {required: {type: array}, properties: {type: object}}",
        "required: [[a], 1], properties: {a: {}}, additionalProperties: false",
        "properties: {}, default: {required: [a], properties: {b: 1}, additionalProperties: false}",
    ],
)
def test_a_required_property_that_may_be_described_elsewhere_is_right(schema: str) -> None:
    assert [] == told(schema)
