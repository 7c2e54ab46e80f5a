"""What the states of a spec become in the Amazon States Language."""

import json
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.pipeline import compile_spec
from tests.specs import compiled, errors, model

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
functions: {charge: {handler: handlers.charge.app:handler}}
queues: {jobs: {}}
imports: {rate: {kind: function, arn: "arn:aws:lambda:eu-west-1:999988887777:function:rate"}}
workflows:
  order:
"""
CHARGE = "arn:aws:lambda:eu-west-1:111122223333:function:shop-dev-charge:dev"


def machine(workflow: str) -> Any:
    """Return the definition as it is written into its file."""
    files = compiled(SYSTEM + indent(dedent(workflow), "    ")).rendered()
    return json.loads(next(text for path, text in files.items() if path.name == "order.asl.json"))


def test_a_short_task_calls_the_alias_of_a_function() -> None:
    assert machine("states: {Charge: {task: functions.charge, timeout: 1m, heartbeat: 10s, ResultPath: $.paid, End: true}}") == {
        "StartAt": "Charge",
        "States": {
            "Charge": {
                "Type": "Task",
                "Resource": CHARGE,
                "ResultPath": "$.paid",
                "TimeoutSeconds": 60,
                "HeartbeatSeconds": 10,
                "End": True,
            }
        },
    }  # fmt: skip


def test_a_task_can_call_a_function_of_another_system() -> None:
    [state] = machine("states: {Rate: {task: imports.rate, End: true}}")["States"].values()
    assert state["Resource"] == "arn:aws:lambda:eu-west-1:999988887777:function:rate"


def test_policies_are_called_by_name_or_written_out() -> None:
    [state, _] = machine("""
        retries:
          transient: {errors: [States.TaskFailed], interval: 2s, attempts: 3, backoff: 2.0, max_delay: 1m, jitter: FULL}
        catches:
          failed: {errors: [States.ALL], result_path: $.error, next: Failed}
        states:
          Charge:
            task: functions.charge
            retry: [transient, {ErrorEquals: [Busy], MaxAttempts: 9}]
            catch: [{ErrorEquals: [Declined], Next: Failed}, failed]
            End: true
          Failed: {Type: Fail}
    """)["States"].values()
    assert state["Retry"] == [
        {
            "ErrorEquals": ["States.TaskFailed"],
            "IntervalSeconds": 2,
            "MaxAttempts": 3,
            "BackoffRate": 2.0,
            "MaxDelaySeconds": 60,
            "JitterStrategy": "FULL",
        },
        {"ErrorEquals": ["Busy"], "MaxAttempts": 9},
    ]
    assert state["Catch"] == [
        {"ErrorEquals": ["Declined"], "Next": "Failed"},
        {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"},
    ]


def test_short_forms_and_asl_mix_at_any_depth() -> None:
    found = machine("""
        states:
          Both:
            parallel:
              mail:
                Each:
                  map:
                    items: $.mails
                    concurrency: 5
                    states: {Send: {task: functions.charge, End: true}}
                  End: true
              pay:
                Pay:
                  Type: Map
                  ItemProcessor:
                    StartAt: Once
                    States:
                      Once:
                        Type: Parallel
                        Branches: [{StartAt: Charge, States: {Charge: {task: functions.charge, End: true}}}]
                        End: true
                  End: true
            End: true
    """)
    [mail, pay] = found["States"]["Both"]["Branches"]
    assert mail["States"]["Each"] == {
        "Type": "Map",
        "ItemsPath": "$.mails",
        "MaxConcurrency": 5,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": "Send",
            "States": {"Send": {"Type": "Task", "Resource": CHARGE, "End": True}},
        },
        "End": True,
    }
    once = pay["States"]["Pay"]["ItemProcessor"]["States"]["Once"]
    assert once["Branches"][0]["States"]["Charge"]["Resource"] == CHARGE


def test_branches_are_in_the_order_of_their_names_so_that_results_have_a_place() -> None:
    found = machine("""
        states:
          Both: {parallel: {second: {B: {Type: Succeed}}, first: {A: {Type: Succeed}}}, End: true}
    """)
    assert [branch["StartAt"] for branch in found["States"]["Both"]["Branches"]] == ["A", "B"]


def test_a_choice_in_jsonata_is_left_alone_but_for_its_short_names() -> None:
    found = machine("""
        query_language: JSONata
        states:
          "Much?": {choice: [{if: "{% ${'n': $states.input.total}.n > 100 %}", next: Review}], default: Fine}
          Review: {task: functions.charge, Arguments: {to: "${queues.jobs.url}"}, Next: Fine}
          Fine: {Type: Succeed}
    """)
    assert found["QueryLanguage"] == "JSONata"
    assert found["States"]["Much?"] == {
        "Type": "Choice",
        "Choices": [{"Condition": "{% ${'n': $states.input.total}.n > 100 %}", "Next": "Review"}],
        "Default": "Fine",
    }
    assert found["States"]["Review"]["Arguments"] == {"to": "https://sqs.eu-west-1.amazonaws.com/111122223333/shop-dev-jobs"}  # fmt: skip


def test_a_distributed_map_says_so() -> None:
    found = machine("""
        states:
          Each: {map: {distributed: express, states: {Charge: {task: functions.charge, End: true}}}, Label: each, End: true}
    """)
    config = found["States"]["Each"]["ItemProcessor"]["ProcessorConfig"]
    assert (config, found["States"]["Each"]["Label"]) == ({"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "each")


def test_the_order_of_keys_says_nothing() -> None:
    forwards = (
        "states: {A: {Type: Pass, Parameters: {x: 1, y: 2}, Next: B}, B: {Type: Pass, Next: C}, C: {Type: Succeed}}"
    )
    backwards = (
        "states: {C: {Type: Succeed}, B: {Next: C, Type: Pass}, A: {Next: B, Parameters: {y: 2, x: 1}, Type: Pass}}"
    )
    assert json.dumps(machine(forwards)) == json.dumps(machine(backwards))
    assert list(machine(backwards)["States"]) == ["A", "B", "C"]


def test_a_loop_needs_to_say_where_it_starts() -> None:
    loop = "states: {Ask: {choice: [{Variable: $.a, IsNull: true, next: Wait}], default: More}, Wait: {Type: Wait, Seconds: 5, Next: Ask}, More: {choice: [{Variable: $.a, IsNull: true, next: Done}], default: Ask}, Done: {Type: Succeed}}"
    spec = SYSTEM + indent(loop, "    ")
    assert [one.rule for one in errors(spec)] == ["unclear-start"]
    assert machine(f"start_at: Wait\n{loop}")["StartAt"] == "Wait"


def test_descriptions_and_timeouts_of_the_workflow_stand_at_its_top() -> None:
    found = machine("description: Takes an order.\ntimeout: 1h\nstates: {Done: {Type: Succeed}}")
    assert list(found.items())[:3] == [("Comment", "Takes an order."), ("TimeoutSeconds", 3600), ("StartAt", "Done")]


DEFINITION = {
    "Comment": "Imported.",
    "StartAt": "Z",
    "QueryLanguage": "JSONata",
    "States": {
        "Z": {
            "Next": "A",
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"Payload": "{% $states.input %}", "FunctionName": "${functions.charge.arn}"},
        },
        "A": {"Type": "Succeed"},
    },
}


def taken_over(folder: Path, definition: object) -> Path:
    text = definition if isinstance(definition, str) else json.dumps(definition)
    (folder / "order.asl.json").write_text(text, encoding="utf-8")
    (folder / "collectiq.yaml").write_text(SYSTEM + "    definition: order.asl.json\n", encoding="utf-8")
    return folder / "collectiq.yaml"


def test_a_definition_file_is_taken_over_in_its_own_order_with_references_filled_in(tmp_path: Path) -> None:
    files = compile_spec(taken_over(tmp_path, DEFINITION)).rendered()
    [text] = [text for path, text in files.items() if path.name == "order.asl.json"]
    expected = json.loads(json.dumps(DEFINITION).replace("${functions.charge.arn}", CHARGE))
    assert text == json.dumps(expected, indent=2) + "\n"


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("{", '"order.asl.json" is not JSON that can be used: Expecting property name'),
        ('{"StartAt": NaN}', '"order.asl.json" is not JSON that can be used: NaN is no value of JSON'),
        ('{"StartAt": "\\ufdd0"}', '"order.asl.json" is not JSON that can be used: the character U+FDD0'),
        ("[" * 100_000, '"order.asl.json" is not JSON that can be used: it nests too deeply'),
        ("[]", '"definition" must be a mapping, not a list'),
        ({"StartAt": "A"}, 'workflows.order.definition needs the key "States"'),
        ({"States": {"A": {"Type": "Succeed"}}}, 'the definition does not say which state starts; add "StartAt"'),
        ({"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}, 'the state that starts, "B", does not exist; states here: A'),
        ({"StartAt": "A", "States": {"A": {"Type": "Pass"}}}, 'workflows.order.definition.States.A needs "Next" or "End"'),
        ({"StartAt": "A", "States": {"A": {"task": "functions.charge", "End": True}}}, 'the state "A" has no "Type"; short forms'),
        ({"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${functions.chrge.arn}", "End": True}}},
         'function "chrge" is not declared; did you mean "charge"?'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_definition_file_is_said(definition: object, message: str, tmp_path: Path) -> None:
    found = compile_spec(taken_over(tmp_path, definition)).diagnostics
    problems = [problem for problem in found if problem.severity is Severity.ERROR]
    assert [problem.message[: len(message)] for problem in problems] == [message]
    assert problems[0].path[:3] == ("workflows", "order", "definition")


def test_a_value_that_only_terraform_knows_makes_the_file_a_template() -> None:
    spec = SYSTEM.replace(', account: "111122223333"', "") + dedent("""
        ~states:
        ~  Charge: {task: functions.charge, Parameters: {costs: "%{x}", word: "$${x}"}, End: true}
    """).replace("~", "    ")
    files = {str(path): text for path, text in compiled(spec).rendered().items()}
    definition = files["state_machines/dev/order.asl.json"]
    assert '"arn:aws:lambda:eu-west-1:${account_id}:function:shop-dev-charge:dev"' in definition
    assert '"costs": "%%{x}"' in definition
    assert '"word": "$${x}"' in definition
    call = 'templatefile("${path.root}/../../../state_machines/dev/order.asl.json", { account_id = var.account_id })'
    assert call in files["terraform/envs/dev/step_functions.tf"]


def test_a_workflow_keeps_what_it_is_started_with() -> None:
    spec = f"{SYSTEM}    input: schemas.Order\n    states: {{Done: {{Type: Succeed}}}}\nschemas: {{Order: {{kind: task, schema: {{}}}}}}\n"
    given = model(spec).stacks[0].workflows["order"].input
    assert given is not None
    assert given.reference == "schemas.Order"
