"""What a page says to somebody who has just been woken: limits with their units, and a way to each thing that it names."""

import re
from pathlib import Path

import pytest

from generator.pipeline import compile_spec
from tests import specs

SHOP = """
version: 1
system: {name: shop, title: Shop%s}
environments: {prod: {regions: [eu-west-1], account: "444455556666", branch: live, protect_data: true}}
functions:
  take: {handler: handlers.take.app:handler, timeout: 30s, metrics: {weight: {unit: Kilobytes}, left: {unit: Count}, full: {unit: Percent}}}
queues: {lost: {}, late: {}}
api: {}
routes: {GET /a: {function: take, auth: none, reason: A shop.}}
notifications: {team: {email: [ops@example.com]}}
alarms: {wrong: {ALARM, for: 5m, notify: team, runbook: runbooks.look}}
runbooks:
  look:
    title: Look
    steps:
      - {do: Count., each: [queues.late, queues.lost], command: "aws sqs get-queue-attributes --queue-url ${each.url}"}
      - {do: "Again.", command: "COMMAND"}
"""
DEPTH = "metric: queues.late.depth, above: 10"
QUEUE = "https://eu-west-1.console.aws.amazon.com/sqs/v3/home?region=eu-west-1#/queues/https:%2F%2Fsqs.eu-west-1.amazonaws.com%2F444455556666%2F"


def page(alarm: str = DEPTH, command: str = "collectiq redrive --env prod", system: str = "") -> str:
    spec = (SHOP % system).replace("ALARM", alarm).replace("COMMAND", command)
    result = specs.compiled(spec)
    assert result.model, [problem.message for problem in result.diagnostics]
    [text] = [text for path, text in result.rendered().items() if path.name == "look.md"]
    return text


@pytest.mark.parametrize(
    ("alarm", "limit"),
    [
        ("metric: api.5xx_rate, above: 5", "above 5 % over"),
        ("metric: functions.take.error_rate, above: 0.5", "above 0.5 % over"),
        ("metric: api.latency, stat: p95, above: 1000", "above 1000 ms over"),
        ("metric: functions.take.duration, at_least_percent_of_timeout: 80", "at least 24000 ms over"),
        ("metric: functions.take.duration, stat: count, above: 7", "above 7 over"),
        ("metric: queues.late.depth, above: 10", "above 10 messages over"),
        ("metric: queues.late.age, above: 600", "above 600 seconds over"),
        ("metric: functions.take.errors, above: 2", "above 2 over"),
        ("metric: functions.take.weight, above: 12", "above 12 kilobytes over"),
        ("metric: functions.take.full, above: 90", "above 90 % over"),
        ("metric: functions.take.left, below: 2500000", "below 2500000 over"),
    ],
)
def test_a_limit_has_the_unit_of_its_metric(alarm: str, limit: str) -> None:
    assert f"| {limit} 5 minutes |" in page(alarm)


def test_the_thing_of_an_alarm_is_a_link_to_its_console() -> None:
    assert f"| [queues.late]({QUEUE}shop-prod-late) depth (Maximum) |" in page()


def test_each_command_of_a_step_for_several_stands_under_its_thing() -> None:
    steps = page().partition("### Steps in prod")[2]
    for key in ("late", "lost"):
        assert re.search(
            rf"\nQueue \[shop-prod-{key}\]\({re.escape(QUEUE)}shop-prod-{key}\):\n\n```sh\naws sqs \S+ --queue-url \S+/shop-prod-{key} ",
            steps,
        )


@pytest.mark.parametrize(
    ("system", "source"),
    [("", "what is deployed here"), (", repository: example/shop", "the branch live of example/shop")],
)
def test_a_page_says_where_our_own_commands_run(system: str, source: str) -> None:
    assert f"\nRun collectiq in a checkout of {source}, in the folder of collectiq.yaml.\n" in page(system=system)


def test_a_page_is_the_same_wherever_the_spec_lies(tmp_path: Path) -> None:
    (tmp_path / "collectiq.yaml").write_text((SHOP % "").replace("ALARM", DEPTH).replace("COMMAND", "collectiq status"))
    [text] = [
        text for path, text in compile_spec(tmp_path / "collectiq.yaml").rendered().items() if path.name == "look.md"
    ]
    assert page(command="collectiq status") == text


def test_a_page_without_our_commands_asks_for_no_checkout() -> None:
    assert "checkout" not in page(command="aws sqs list-queues")
