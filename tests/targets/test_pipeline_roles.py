"""What the pipelines' roles may do with what AWS makes step by step, and whom they take for the repository."""

import re

import pytest
import yaml

from generator.kinds.grant import Statement
from generator.model import Model, build
from generator.render import render
from generator.targets import bootstrap, expressions
from generator.targets.pipeline_roles import roles

SHOP = """
system: {name: shop, repository: example/shop}
environments: {dev: {regions: [us-east-1], account: "111122223333"}}
functions: {pay: {handler: pay.app:handler}}
notifications: {cost: {email: [ops@example.com]}}
budgets: {monthly: {limit: 50, alert_at_percent: [80], notify: cost}}
"""


def model_of(text: str) -> Model:
    model, problems = build(yaml.safe_load(text), "collectiq.yaml")
    assert [] == problems
    return model


def granted(purpose: str, action: str) -> list[Statement]:
    """Return the statements of a role that name an action."""
    [role] = [role for role in roles(model_of(SHOP).stacks) if role.purpose == purpose]
    return [statement for grants in role.policies.values() for _, statement in grants if action in statement.actions]


def subjects(text: str) -> set[str]:
    """Return the tokens' subjects that roles trust."""
    rendered = render(bootstrap.files(model_of(text)), expressions.expression)
    [found] = [text for path, text in rendered.items() if path.name == "roles.tf"]
    return set(re.findall(r'subject +=\s"(.+)"', found))


@pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "kms:EnableKeyRotation"])
def test_a_key_gets_its_policy_before_its_tag_counts_and_another_environments_key_does_not(action: str) -> None:
    [statement] = granted("apply", action)
    assert ("arn:aws:kms:us-east-1:111122223333:key/*",) == statement.resources
    assert {"StringEqualsIfExists": {"aws:ResourceTag/Environment": "dev"}} == statement.condition
    assert [] == granted("plan", action)


@pytest.mark.parametrize("purpose", ["plan", "apply"])
def test_who_reads_a_budget_may_read_the_bill_that_it_shows(purpose: str) -> None:
    [statement] = granted(purpose, "billing:GetBillingViewData")
    assert ("arn:aws:billing::111122223333:billingview/primary",) == statement.resources


def test_a_repository_with_ids_in_its_subject_is_trusted_by_that_alone() -> None:
    own = SHOP.replace("example/shop}", 'example/shop, repository_subject: "repo:example@12/shop@34"}')
    assert {"repo:example/shop:environment:dev", "repo:example/shop:environment:dev-plan"} == subjects(SHOP)
    assert {"repo:example@12/shop@34:environment:dev", "repo:example@12/shop@34:environment:dev-plan"} == subjects(own)


TESTED = f"""{SHOP}
auth: {{clients: {{tests: {{sign_in_by: [admin_password]}}}}}}
api: {{auth: jwt}}
routes: {{GET /orders: {{function: pay}}}}
frontends: {{web: {{branch: main, repository: r, build: {{build: [make], output: out}}}}}}
"""


@pytest.mark.parametrize(
    ("test", "actions"),
    [
        ("request: GET /orders", {"apigateway:GET"}),
        ("frontend: frontends.web", {"amplify:ListApps", "amplify:ListJobs"}),
        (
            "hosted_sign_in: auth.clients.tests",
            {"cognito-idp:DescribeUserPoolClient", "cognito-idp:ListUserPoolClients", "cognito-idp:ListUserPools"},
        ),
    ],
)
def test_the_smoke_tests_may_what_they_ask_for_and_no_more(test: str, actions: set[str]) -> None:
    model = model_of(f"{TESTED}smoke_tests: {{one: {{{test}}}}}\n")
    [role] = [role for role in roles(model.stacks) if role.purpose == "smoke"]
    assert actions == {action for _, statement in role.policies["tests"] for action in statement.actions}
