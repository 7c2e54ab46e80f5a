"""Each grant of the reference system is needed: without it, the engine's IAM denies what the function does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from generator.kinds.function import Function
from tests.e2e.calls import Calls
from tests.e2e.deployment import Deployment
from tests.e2e.steps import Steps
from tests.e2e.vault import Vault

DENIED = "AccessDenied"

# Functions that do not fail by the name of what they are denied, and what they say of it, by function and action. For S3, an
# object that nobody may read looks as one that is not there.
IN_OTHER_WORDS = {
    ("authenticity_agent", "s3:GetObject"): "the image is not there",
    ("pricing_agent", "dynamodb:GetItem"): "the price cache was not read",
    ("pricing_agent", "dynamodb:PutItem"): "the price cache was not written",
    ("pricing_agent", "secretsmanager:GetSecretValue"): "its key cannot be read",
}

# Used only by services that the dev environment imitates: Rekognition reads the image with the function's own grant.
NOT_USED = {("rekognition_extract", "s3:GetObject")}


@dataclass(frozen=True, slots=True)
class Granted:
    """One action of one grant."""

    function: Function
    action: str
    resources: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.function.key, self.action

    @property
    def signs(self) -> tuple[str, ...]:
        """What the function says without it."""
        return tuple(filter(None, (DENIED, IN_OTHER_WORDS.get(self.key))))

    def without(self, policy: Any) -> Any:
        """Return a policy in which this action is not granted on these resources."""
        statements = [self._without(statement) for statement in policy["Statement"]]
        return policy | {"Statement": [statement for statement in statements if statement["Action"]]}

    def _without(self, statement: Any) -> Any:
        if tuple(statement["Resource"]) != self.resources:
            return statement
        return statement | {"Action": [action for action in statement["Action"] if action != self.action]}


@pytest.fixture(scope="module")
def calls(vault: Vault) -> Calls:
    return Calls(vault)


def grants(deployment: Deployment) -> Iterator[Granted]:
    """Yield what the functions are granted on things of the system itself."""
    for function in deployment.stack.functions.values():
        for grant in function.grants:
            if grant.target:
                yield from (Granted(function, action, grant.resources) for action in grant.actions)


@contextmanager
def taken_away(deployment: Deployment, granted: Granted) -> Iterator[None]:
    """Leave a grant out of its role inside the block."""
    iam = deployment.engine.client("iam")
    place = {"RoleName": granted.function.role_name, "PolicyName": "function"}
    policy = iam.get_role_policy(**place)["PolicyDocument"]
    less = granted.without(policy)
    assert less != policy
    iam.put_role_policy(**place, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(**place, PolicyDocument=json.dumps(policy))


def test_what_is_granted_is_enough(reference: Deployment, calls: Calls) -> None:
    said = {function: calls.call(function) for function in {granted.function.key for granted in grants(reference)}}
    signs = (DENIED, '"status":"error"', *IN_OTHER_WORDS.values())
    assert {} == {function: text for function, text in said.items() if any(sign in text for sign in signs)}


def test_each_grant_is_needed(reference: Deployment, calls: Calls, steps: Steps) -> None:
    tried, unneeded = 0, {}
    with steps.step("collectiq: each grant taken away"):
        for granted in grants(reference):
            with taken_away(reference, granted):
                said = calls.call(granted.function.key)
            tried += 1
            if not any(sign in said for sign in granted.signs):
                unneeded[granted.key, granted.resources] = said
    assert tried > 25
    assert NOT_USED == {key for key, _ in unneeded}, unneeded
