"""What stands in every message about an alarm: where the page is that says what to do, as an address that can be opened."""

import re

import pytest

from tests import specs

SHOP = """
version: 1
system: {name: shop%s}
environments:
  dev: {regions: [eu-west-1], branch: release/next}
  prod: {regions: [eu-west-1], protect_data: true}
defaults: {functions: {deployment: {strategy: canary, percent: 10, minutes: 10, runbook: runbooks.look}}}
functions: {take: {handler: handlers.take.app:handler}}
notifications: {team: {email: [ops@example.com]}}
dashboards: {all: {widgets: [{title: Calls, metrics: [functions.take.invocations]}]}}
runbooks: {look: {title: Look, steps: [{do: Look.}]}}
alarms:
  errors: {description: Calls fail., metric: functions.take.errors, above: 1, for: 5m, notify: team, runbook: runbooks.look, dashboard: dashboards.all}
slos:
  calls: {description: Calls do not fail., functions: [take], availability_percent: 99, page: team, runbook: runbooks.look, dashboard: dashboards.all}
"""
KNOWN = ", repository: example/shop"
PAGE = "generated/docs/runbooks/look.md"


def written(repository: str, environment: str, file: str) -> str:
    return specs.terraform(SHOP % repository)[f"envs/{environment}/{file}.tf"]


@pytest.mark.parametrize("file", ["alarms", "slos", "codedeploy"])
@pytest.mark.parametrize(("environment", "branch"), [("dev", "release/next"), ("prod", "main")])
def test_the_page_is_an_address_in_the_branch_that_is_deployed(file: str, environment: str, branch: str) -> None:
    text = written(KNOWN, environment, file)
    assert {f"https://github.com/example/shop/blob/{branch}/{PAGE}"} == set(re.findall(r'https://[^" ]*', text))


@pytest.mark.parametrize("file", ["alarms", "slos", "codedeploy"])
def test_without_a_repository_it_is_the_path_in_whatever_holds_the_output(file: str) -> None:
    assert {PAGE} == set(re.findall(r'[^" ]*look\.md[^"]*', written("", "prod", file)))


@pytest.mark.parametrize("file", ["alarms", "slos"])
def test_nothing_follows_an_address_that_a_mail_program_would_take_for_a_part_of_it(file: str) -> None:
    [found] = set(re.findall(r'Dashboard: [^"]*"', written(KNOWN, "prod", file)))
    assert f'Dashboard: shop-prod-all. Runbook: https://github.com/example/shop/blob/main/{PAGE}"' == found


@pytest.mark.parametrize(("letters", "rules"), [(0, []), (1, ["alarm-text-too-long"])])
def test_a_text_is_as_long_as_terraform_takes_and_no_longer(letters: int, rules: list[str]) -> None:
    added = len(f" Dashboard: shop-prod-all. Runbook: https://github.com/example/shop/blob/main/{PAGE}")
    # The provider counts bytes, of which this letter has two.
    said = "é" * ((1024 - added) // 2) + "." * ((1024 - added) % 2 + letters)
    spec = SHOP.replace("Calls fail.", said).replace("release/next", "main").replace("dev:", "live:") % KNOWN
    assert rules == [problem.rule for problem in specs.errors(spec)]
