"""Data is followed from the start of a workflow to each path that reads it."""

import json

import pytest

from tests.specs import compiled

HEAD = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}}
schemas:
  Order:
    kind: task
    schema:
      type: object
      required: [id, total]
      properties:
        id: {type: string}
        total: {type: number}
        buyer: {$ref: "#/$defs/person"}
        lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}
      $defs: {person: {type: object, properties: {name: {type: string}}}}
  Receipt: {kind: task, schema: {type: object, properties: {number: {type: string}}}}
functions:
  charge: {handler: handlers.charge.app:handler, output: schemas.Receipt}
  ship: {handler: handlers.ship.app:handler, input: schemas.Order}
  other: {handler: handlers.other.app:handler}
workflows:
  order:
    input: schemas.Order
    states:
"""


def reading(name: str, path: str) -> str:
    """Return a state that reads a path, and ends."""
    return f"{name}: {{task: functions.other, Parameters: {{x.$: {json.dumps(path)}}}, End: true}}"


def lost(*states: str) -> list[str]:
    """Return the fields that are read in vain."""
    spec = HEAD + "".join(f"      {state}\n" for state in states)
    found = [problem for problem in compiled(spec).diagnostics if problem.rule == "field-nobody-writes"]
    return [problem.message.split('"')[3] for problem in found]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.id", []), ("$", []), ("$.buyer.name", []), ("$.lines[0].sku", []), ("$.lines[*].price", []), ("$$.Execution.Id", []),
        ("$.lines[0].price", ["price"]), ("$.buyer.address", ["address"]), ("$.ids", ["ids"]), ("$['ids']", ["ids"]), ("$.id.first", ["first"]),
        ("States.Format('$.no {}', $.id)", []), ("States.Format('{}', $.no)", ["no"]),
    ],
)  # fmt: skip
def test_the_input_has_what_its_schema_says(path: str, expected: list[str]) -> None:
    assert expected == lost(reading("A", path))


def test_a_result_takes_the_place_of_everything() -> None:
    assert ["id"] == lost("A: {task: functions.charge, Next: B}", reading("B", "$.id"))


def test_a_result_path_keeps_what_was_there_and_null_drops_the_result() -> None:
    second = reading("B", "$.receipt.number")
    assert [] == lost("A: {task: functions.charge, ResultPath: $.receipt, Next: B}", second)
    assert ["receipt"] == lost("A: {task: functions.charge, ResultPath: null, Next: B}", second)


def test_a_selector_and_parameters_make_data_anew() -> None:
    select = "A: {task: functions.charge, ResultSelector: {no.$: $.number}, Next: B}"
    assert ["number"] == lost(select, reading("B", "$.number"))
    assert ["amount"] == lost("A: {task: functions.charge, ResultSelector: {no.$: $.amount}, End: true}")
    assert ["total"] == lost("A: {task: functions.ship, Parameters: {id.$: $.id}, End: true}")


def test_branches_make_a_list_in_the_order_of_their_names() -> None:
    parallel = "A: {parallel: {b: {B: {task: functions.charge, End: true}}, a: {C: {Type: Pass, Result: {ok: true}, End: true}}}, Next: D}"
    assert [] == lost(parallel, reading("D", "$[1].number"))
    assert ["number"] == lost(parallel, reading("D", "$[0].number"))


def test_an_item_of_a_map_is_one_of_its_list() -> None:
    each = (
        "A: {map: {items: $.lines, states: {B: {task: functions.other, Parameters: {x.$: %s}, End: true}}}, End: true}"
    )
    assert [] == lost(each % "$.sku")
    assert ["id"] == lost(each % "$.id")


def test_every_way_to_a_state_counts() -> None:
    choice = "A: {choice: [{Variable: $.total, NumericGreaterThan: 9, Next: B}], default: C}"
    wrote = "B: {Type: Pass, Result: yes please, ResultPath: $.approved, Next: C}"
    assert ["approved"] == lost(choice, wrote, reading("C", "$.approved"))
    assert [] == lost(choice, wrote, reading("C", "$.id"))


def test_a_choice_may_ask_whether_a_field_is_there() -> None:
    rule = "And: [{Variable: $.vip, IsPresent: true}, {Variable: $.vip, BooleanEquals: true}], Next: B"
    assert [] == lost(f"A: {{choice: [{{{rule}}}], default: B}}", "B: {Type: Succeed}")
    assert ["vip"] == lost(
        "A: {choice: [{Variable: $.vip, BooleanEquals: true, Next: B}], default: B}", "B: {Type: Succeed}"
    )


def test_a_catch_writes_the_error_where_it_says() -> None:
    caught = "A: {task: functions.charge, Catch: [{ErrorEquals: [States.ALL], ResultPath: %s, Next: B}], End: true}"
    handling = reading("B", "$.error.Cause")
    assert [] == lost(caught % "$.error", handling)
    assert ["error"] == lost(caught % "$", handling)


def test_what_is_not_declared_may_be_anything() -> None:
    assert [] == lost("A: {task: functions.other, Next: B}", reading("B", "$.whatever"))
    assert [] == lost(
        "A: {Type: Task, QueryLanguage: JSONata, Resource: '${functions.charge.arn}', Next: B}",
        reading("B", "$.no"),
    )


def test_an_invocation_answers_with_a_payload() -> None:
    invoke = 'A: {Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: {FunctionName: "${functions.charge.arn}", Payload.$: $}, Next: B}'
    assert [] == lost(invoke, reading("B", "$.Payload.number"))
    assert ["number"] == lost(invoke, reading("B", "$.number"))


def test_a_loop_comes_to_an_end() -> None:
    assert ["again"] == lost(
        "Start: {Type: Pass, Next: A}",
        "A: {Type: Pass, Parameters: {n.$: $.id}, Next: B}",
        "B: {choice: [{Variable: $.again, BooleanEquals: true, Next: A}], default: C}",
        "C: {Type: Succeed}",
    )[:1]
