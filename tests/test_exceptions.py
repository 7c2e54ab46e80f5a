"""An exception silences one rule at one place, and only warnings."""

from datetime import date
from pathlib import Path

import pytest

from generator import source
from generator.pipeline import Compiled, compile_source

SPEC = """\
version: 1
system: {name: shop}
environments: {prod: {regions: [eu-west-1], set: {workflows: {refund: {log_retention_days: 90}}}}}
queues: {approvals: {}}
workflows:
  order: &waiting
    states:
      Ask:
        task: "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
        Parameters: {QueueUrl: "${queues.approvals.url}", MessageBody: {"token.$": "$$.Task.Token"}}
        End: true
  refund: *waiting
"""
EXCEPTION = 'exceptions: {{patience: {{rule: task-without-timeout, at: {at}, reason: Slow., owner: Orders, expires: "{expires}"}}}}\n'


def compiled(at: str, expires: str = "2027-06-30", today: date | None = None) -> Compiled:
    text, problems = source.parse(SPEC + EXCEPTION.format(at=at, expires=expires), "collectiq.yaml")
    return compile_source(text, problems, Path(), today)


def rules(found: Compiled) -> list[str]:
    return [problem.rule for problem in found.diagnostics]


@pytest.mark.parametrize("at", ["workflows.order", "workflows.order.states.Ask"])
def test_it_silences_its_place_and_no_other(at: str) -> None:
    found = compiled(at)
    assert ["task-without-timeout"] == rules(found)
    assert "refund" == found.diagnostics[0].path[1]


@pytest.mark.parametrize("at", ["workflows", "workflows.orders", "workflows.order.states.Other"])
def test_one_that_silences_nothing_is_told(at: str) -> None:
    assert ["task-without-timeout", "task-without-timeout", "unused-exception"] == rules(compiled(at))


def test_a_misspelt_rule_is_told() -> None:
    text, problems = source.parse(
        SPEC
        + EXCEPTION.format(at="workflows.order", expires="2027-06-30").replace("without-timeout", "without-timeot"),
        "x",
    )
    [wrong] = [one for one in compile_source(text, problems, Path()).diagnostics if one.rule == "unused-exception"]
    assert 'no rule is called "task-without-timeot"; did you mean "task-without-timeout"?' == wrong.message


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 6, 30), []), (date(2026, 7, 1), ["expired-exception"]), (None, [])]
)
def test_it_holds_until_the_end_of_its_day_and_output_knows_no_day(today: date | None, expected: list[str]) -> None:
    found = compiled("workflows.order", "2026-06-30", today)
    assert expected == [rule for rule in rules(found) if rule != "task-without-timeout"]
    assert found.model is not None


def test_a_day_that_is_none_is_refused() -> None:
    assert "wrong-format" in rules(compiled("workflows.order", "2026-02-30", date(2026, 7, 1)))


@pytest.mark.parametrize("given", ["check: CKV_AWS_1", "rule: x", "check: 5, where: [aws_x]", "rule: 5, at: x"])
def test_a_part_of_one_is_told_once(given: str) -> None:
    spec = SPEC + f'exceptions: {{x: {{{given}, reason: R., owner: O, expires: "2027-06-30"}}}}\n'
    text, problems = source.parse(spec, "collectiq.yaml")
    found = [one for one in compile_source(text, problems, Path()).diagnostics if one.path[:1] == ("exceptions",)]
    assert [("exceptions", "x")] == [one.path[:2] for one in found]


@pytest.mark.parametrize(("where", "expected"), [("aws_sqs_queue", []), ("aws_dynamodb_table", ["unused-exception"])])
def test_one_for_a_scanner_is_held_against_the_output(where: str, expected: list[str]) -> None:
    finding = (
        f'exceptions: {{x: {{check: CKV_AWS_27, where: [{where}], reason: R., owner: O, expires: "2027-06-30"}}}}\n'
    )
    text, problems = source.parse(SPEC + finding, "collectiq.yaml")
    compiled = compile_source(text, problems, Path())
    assert expected == [problem.rule for problem in compiled.idle(compiled.rendered())]
