"""Which tasks give up before the function that they call, and where that is said."""

import pytest

from tests.specs import compiled

SPEC = """
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1]}, dev: {regions: [eu-west-1], set: {functions: {charge: {timeout: 5s}}}}}
defaults: {functions: {timeout: 30s}}
functions: {charge: {handler: handlers.charge.app:handler}}
workflows:
  payment:
    states:
      %s
"""
INVOKE = 'Type: Task, Resource: "arn:aws:states:::lambda:invoke", TimeoutSeconds: 10, End: true'


def told(state: str) -> list[str]:
    """Return the places of the problem and of the function's own timeout."""
    found = [one for one in compiled(SPEC % state).diagnostics if one.rule == "timeout-below-function"]
    return [".".join(map(str, path)) for one in found for path in (one.path, one.related[0].path)]


@pytest.mark.parametrize(
    ("state", "place"),
    [
        ("Charge: {task: functions.charge, timeout: 10s, End: true}", "Charge.timeout"),
        (f'Charge: {{{INVOKE}, Parameters: {{FunctionName: "${{functions.charge.name}}"}}}}', "Charge.TimeoutSeconds"),
        (f'Charge: {{{INVOKE}, Parameters: {{FunctionName: "${{functions.charge.arn}}"}}}}', "Charge.TimeoutSeconds"),
        (
            "Both: {parallel: {a: {Charge: {task: functions.charge, timeout: 29s, End: true}}}, End: true}",
            "Both.parallel.a.Charge.timeout",
        ),
    ],
)
def test_a_task_that_gives_up_first_is_told_at_its_timeout(state: str, place: str) -> None:
    assert [f"workflows.payment.states.{place}", "defaults.functions.timeout"] == told(state)


@pytest.mark.parametrize(
    "state",
    [
        "Charge: {task: functions.charge, timeout: 30s, End: true}",
        "Charge: {task: functions.charge, End: true}",
        f'Charge: {{{INVOKE}, Parameters: {{FunctionName: "${{functions.charge.arn}}", InvocationType: Event}}}}',
    ],
)
def test_a_task_that_outlasts_its_function_or_only_starts_it_is_right(state: str) -> None:
    assert [] == told(state)
