"""What a budget's entry means."""

from generator.kinds.budget import Budget
from tests.specs import errors, model

SYSTEM = """\
version: 1
system: {name: shop}
environments: {dev: {regions: [eu-west-1], account: "111122223333"}}
notifications: {cost: {email: [cost@example.com]}}
terraform: {variables: {monitor: {description: The account's monitor.}}}
budgets:
"""


def budget(entry: str) -> Budget:
    return model(f"{SYSTEM}  unusual: {{notify: cost, {entry}}}\n").stacks[0].budgets["unusual"]


def test_a_monitor_is_made_unless_the_entry_names_one() -> None:
    arn = "arn:aws:ce::111122223333:anomalymonitor/0a1b"
    assert budget("anomalies_above: 10").monitor_arn is None
    assert arn == budget(f'anomalies_above: 10, monitor_arn: "{arn}"').monitor_arn


def test_a_limit_has_no_monitor() -> None:
    [problem] = errors(f'{SYSTEM}  monthly: {{notify: cost, limit: 10, monitor_arn: "${{variables.monitor}}"}}\n')
    assert ("a limit counts without a monitor; monitor_arn goes with anomalies_above", "budget-without-limit") == (
        problem.message,
        problem.rule,
    )
