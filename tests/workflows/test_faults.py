"""What AWS would refuse in a state machine is refused first, in the user's words and at the right place."""

from textwrap import dedent, indent

import pytest

from generator.diagnostics import Severity
from tests.specs import compiled, errors

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1]}}
functions: {charge: {handler: handlers.charge.app:handler}}
tables: {orders: {key: {partition: id}}}
workflows:
  order:
"""
STATES = ("workflows", "order", "states")


def problems(workflow: str) -> list[tuple[tuple[str | int, ...], str]]:
    found = errors(SYSTEM + indent(dedent(workflow), "    ") + "\n")
    return [(problem.path, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("states", "place", "message"),
    [
        # What has the wrong form.
        ("{A: {End: true}}", ("A",), 'workflows.order.states.A needs "Type", "task", "parallel", "map" or "choice"'),
        ("{A: {Type: Pass, task: functions.charge, End: true}}", ("A",), '"Type" and "task" do not go together in workflows.order.states.A; keep one'),
        ("{A: {task: functions.charge}}", ("A",), 'workflows.order.states.A needs "Next" or "End"'),
        ("{A: {task: functions.charge, End: true, Next: A}}", ("A",), '"Next" and "End" do not go together in workflows.order.states.A; keep one'),
        ("{A: {task: functions.charge, End: false}}", ("A", "End"), '"End" must be true, not false'),
        ("{A: {task: functions.charge, timout: 3s, End: true}}", ("A", "timout"), 'unknown key "timout"; did you mean "timeout"?'),
        ("{A: {task: functions.charge, ResultPaht: $.a, End: true}}", ("A", "ResultPaht"), 'unknown key "ResultPaht"; did you mean "ResultPath"?'),
        ("{A: {Type: Tsk, End: true}}", ("A", "Type"), '"Type" must be one of Task, Pass, Wait, Choice, Parallel, Map, Succeed, Fail, not "Tsk"; did you mean "Task"?'),
        ("{A: {Type: Task, End: true}}", ("A",), 'workflows.order.states.A needs the key "Resource"'),
        ("{A: {Type: Task, Resource: arn:x, retry: [a], End: true}}", ("A", "retry"), 'unknown key "retry"; did you mean "Retry"?'),
        ("{A: {Type: Wait, End: true}}", ("A",), 'workflows.order.states.A needs "Seconds", "SecondsPath", "Timestamp" or "TimestampPath"'),
        ("{A: {Type: Wait, Seconds: -1, End: true}}", ("A", "Seconds"), '"Seconds" must be a whole number or text of at least 0, not -1'),
        ("{A: {Type: Choice, Choices: []}}", ("A", "Choices"), '"Choices" must not be empty'),
        ("{A: {Type: Choice, Choices: [{Variable: $.a, StringEqual: x, Next: A}]}}", ("A", "Choices", 0, "StringEqual"), 'unknown key "StringEqual"; did you mean "StringEquals"?'),
        ("{A: {Type: Choice, Choices: [{Variable: $.a, IsNull: true}]}}", ("A", "Choices", 0), 'item 1 of workflows.order.states.A.Choices needs the key "Next"'),
        ("{A: {Type: Parallel, Branches: [{StartAt: B}], End: true}}", ("A", "Branches", 0), 'item 1 of workflows.order.states.A.Branches needs the key "States"'),
        ("{A: {Type: Map, End: true}}", ("A",), 'workflows.order.states.A needs "ItemProcessor" or "Iterator"'),
        ("{A: {map: {items: $.a}, End: true}}", ("A", "map"), 'workflows.order.states.A.map needs the key "states"'),
        ("{A: {Type: Pass, Retry: [{MaxAttempts: 3}], End: true}}", ("A", "Retry"), 'unknown key "Retry"; known here: Assign, Comment, End, InputPath, Next, Output, OutputPath, Parameters, QueryLanguage, Result, ResultPath, Type, …'),
        ("{A: {Type: Task, Resource: arn:x, Retry: [{MaxAttempts: 3}], End: true}}", ("A", "Retry", 0), 'item 1 of workflows.order.states.A.Retry needs the key "ErrorEquals"'),
        ("{A: {Type: Task, Resource: arn:x, Catch: [{ErrorEquals: [a]}], End: true}}", ("A", "Catch", 0), 'item 1 of workflows.order.states.A.Catch needs the key "Next"'),
        ("{A: {Type: Succeed, Next: A}}", ("A", "Next"), 'unknown key "Next"; known here: Comment, InputPath, Output, OutputPath, QueryLanguage, Type, choice, map, parallel, task'),
        # What does not fit together.
        ("{A: {task: functions.charge, Next: C}, B: {Type: Succeed}}", ("A", "Next"), 'the next state "C" does not exist; states here: A, B'),
        ("{Charge: {task: functions.charge, Next: Shpi}, Ship: {Type: Succeed}}", ("Charge", "Next"), 'the next state "Shpi" does not exist; did you mean "Ship"?'),
        ("{A: {choice: [{Variable: $.a, IsNull: true, next: B}], default: C}, B: {Type: Succeed}}", ("A", "default"), 'the next state "C" does not exist; states here: A, B'),
        ("{A: {choice: [{Variable: $.a, IsNull: true, next: C}], default: B}, B: {Type: Succeed}}", ("A", "choice", 0, "next"),
         'the next state "C" does not exist; states here: A, B'),
        ("{A: {Type: Choice, Choices: [{Variable: $.a, IsNull: true, Next: B}], Default: C}, B: {Type: Succeed}}", ("A", "Default"),
         'the next state "C" does not exist; states here: A, B'),
        ("{A: {task: functions.charge, catch: [{ErrorEquals: [x], Next: C}], End: true}}", ("A", "catch", 0, "Next"),
         'the next state "C" does not exist; states here: A'),
        ("{A: {task: functions.charge, retry: [transient], End: true}}", ("A", "retry", 0), "\"transient\" is not declared in the workflow's retries; declared here: none"),
        ("{A: {task: functions.charge, catch: [failed], End: true}}", ("A", "catch", 0), "\"failed\" is not declared in the workflow's catches; declared here: none"),
        ("{A: {task: functions.chrge, End: true}}", ("A", "task"), 'function "chrge" is not declared; did you mean "charge"?'),
        ("{A: {task: tables.orders, End: true}}", ("A", "task"), '"tables.orders" is a table; a function is expected here'),
        ("{A: {task: functions.charge, timeout: 3s, TimeoutSeconds: 4, End: true}}", ("A", "TimeoutSeconds"), '"TimeoutSeconds" is said twice, here and in short; keep one'),
        ("{A: {task: functions.charge, timeout: 0, End: true}}", ("A", "timeout"), '"0" is out of range; AWS takes 1 to 99999999 seconds here'),
        ("{A: {parallel: {x: {A: {Type: Succeed}}}, End: true}}", ("A",), 'another state of this workflow is called "A" too; AWS wants each name once, in branches too'),
        ("{A: {task: functions.charge, Arguments: {a: b}, End: true}}", ("A",), '"Arguments" is of JSONata, and this state reads JSONPath; write "Parameters", or say another query language'),
        ("{A: {Type: Pass, QueryLanguage: JSONata, ResultPath: $.a, End: true}}", ("A",), '"ResultPath" is of JSONPath, and this state reads JSONata; write "Output", or say another query language'),
        ("{A: {task: functions.charge, retry: [{ErrorEquals: [States.ALL]}, {ErrorEquals: [a]}], End: true}}", ("A",),
         "States.ALL catches everything, so it stands alone and in the last policy; this one has others beside or after it"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found(states: str, place: tuple[str | int, ...], message: str) -> None:
    assert ((*STATES, *place), message) in problems(f"states: {states}")


def test_a_next_state_that_a_policy_misspells_is_told_in_the_policy() -> None:
    states = "states: {A: {task: functions.charge, catch: [failed], Next: B}, B: {task: functions.charge, catch: [failed], End: true}}"
    found = problems(f"catches: {{failed: {{errors: [x], next: C}}}}\n{states}")
    message = 'the next state "C" does not exist; states here: A, B'
    assert [((*STATES[:-1], "catches", "failed", "next"), message)] == found


def test_each_fault_is_said_once_however_many_environments_there_are() -> None:
    more = SYSTEM.replace(
        "dev: {regions: [eu-west-1]}", "dev: {regions: [eu-west-1]}, prod: {regions: [eu-west-1, us-east-1]}"
    )
    found = errors(f"{more}    states: {{A: {{task: functions.charge, Next: B}}}}\n")
    assert [problem.message for problem in found] == ['the next state "B" does not exist; states here: A']


def test_a_workflow_needs_states_or_a_file() -> None:
    assert problems("type: express") == [(STATES[:2], 'a workflow needs "states" or a "definition" file')]


def test_a_reference_inside_jsonata_is_warned_of() -> None:
    text = SYSTEM + indent(
        dedent("""\
        query_language: JSONata
        states: {A: {task: functions.charge, Arguments: {table: "{% 'x' & '${tables.orders.name}' %}"}, End: true}}
        """),
        "    ",
    )
    [problem] = [problem for problem in compiled(text).diagnostics if problem.rule == "reference-in-jsonata"]
    assert problem.severity is Severity.WARNING
    assert problem.message.startswith('"${tables.orders.name}" stays as it is inside {% %}')


def test_jsonatas_own_use_of_the_same_signs_is_not() -> None:
    assert (
        problems("""
        query_language: JSONata
        states: {A: {task: functions.charge, Arguments: {all: "{% $states.input.${name: total} %}"}, End: true}}
    """)
        == []
    )
