"""Who calls AWS, and what the generated policies let them do.

Each function and each state machine has credentials of its own; a call is decided by its own role's statements, as they are
generated. The developer's credentials (`local`/`local`) may do everything.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from generator import iam_evaluate
from generator.facts import Fact, replace
from generator.iam_evaluate import Policy
from generator.kinds.function import Function
from generator.kinds.grant import Statement
from generator.local.aws_needs import Need
from generator.local.moto_fixes import ROLE_KEY
from generator.local.values import Values
from generator.model import Stack

DEVELOPER_KEY = "local"


class Principal(Fact):
    """One who signs calls.

    kind: `functions`, `workflows` or `developer`. arn: as AWS names it in its messages. policies: None where everything is allowed.
    """

    kind: str
    key: str
    arn: str
    access_key: str
    secret_key: str
    policies: tuple[Policy, ...] | None


class Verdict(Fact):
    """What was decided on one need of one call. by: who asked. statement: what allowed it; None for who may do everything."""

    by: Principal
    need: Need
    allowed: bool
    statement: Mapping[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return what was needed, and what allowed it."""
        return {
            "action": self.need.action,
            "resource": self.need.resource,
            "allowed": self.allowed,
            "statement": self.statement,
        }

    @property
    def message(self) -> str:
        """Return AWS's words for a refusal."""
        return (
            f"User: {self.by.arn} is not authorized to perform: {self.need.action} on resource: {self.need.resource} "
            f"because no identity-based policy allows the {self.need.action} action"
        )


@dataclass
class Principals:
    """All who sign calls, by their access key."""

    stack: Stack
    values: Values
    known: dict[str, Principal]

    def of(self, kind: str, key: str) -> Principal:
        """Return the principal of a function or a workflow."""
        return next(one for one in self.known.values() if (one.kind, one.key) == (kind, key))

    def withhold(self, function: str, number: int, action: str) -> None:
        """Take one action of one of a function's grants away, to see what needs it; IndexError or KeyError where there is none."""
        of = self.stack.functions[function]
        grant = of.grants[number]
        left = tuple(one for one in grant.actions if one != action)
        if left == grant.actions:
            raise KeyError(action)
        grants = [*of.grants[:number], *([replace(grant, actions=left)] if left else []), *of.grants[number + 1 :]]
        self._set_policy(function, replace(of, grants=tuple(grants)).statements)

    def give_back(self) -> None:
        """Let each function do again what its own policy says."""
        for key, function in self.stack.functions.items():
            self._set_policy(key, function.statements)

    def _set_policy(self, function: str, statements: Iterable[Statement]) -> None:
        principal = self.of("functions", function)
        policies = (_policy(statements, self.values), *_managed(self.stack.functions[function]))
        self.known[principal.access_key] = replace(principal, policies=policies)

    def decide(self, principal: Principal, needs: Iterable[Need]) -> list[Verdict]:
        """Return what is decided on each need of a call, up to the first refusal."""
        verdicts = []
        for need in needs:
            verdicts.append(_verdict(principal, need))
            if not verdicts[-1].allowed:
                break
        return verdicts


def principals(stack: Stack, values: Values) -> Principals:
    """Return the principals of a stack: the developer, each function, each workflow."""
    account = stack.names.account
    found = [Principal("developer", "", f"arn:aws:iam::{account}:user/developer", DEVELOPER_KEY, "local", None)]
    for key, function in stack.functions.items():
        arn = f"arn:aws:sts::{account}:assumed-role/{function.role_name}/{function.name}"
        policies = (_policy(function.statements, values), *_managed(function))
        found.append(Principal("functions", key, arn, f"ASIA{uuid4().hex[:16].upper()}", uuid4().hex, policies))
    for key, workflow in stack.workflows.items():
        arn = f"arn:aws:sts::{account}:assumed-role/{workflow.role_name}/{workflow.name}"
        policies = (_policy(workflow.statements, values),)
        found.append(Principal("workflows", key, arn, f"{ROLE_KEY}{workflow.role_name}", "", policies))
    return Principals(stack, values, {one.access_key: one for one in found})


def _policy(statements: Iterable[Statement], values: Values) -> Policy:
    listed = [statement.as_json() for statement in statements]
    policy: Policy = values.document({"Version": "2012-10-17", "Statement": listed})
    return policy


def _managed(function: Function) -> list[Policy]:
    """Return AWS's own policies that a function's role has whole; moto ships their texts."""
    wanted = {policy.arn for policy in function.managed_policies}
    if not wanted:
        return []
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    known = json.loads(aws_managed_policies_data).values()
    return [policy["Document"] for policy in known if policy["Arn"] in wanted]


def _verdict(principal: Principal, need: Need) -> Verdict:
    if principal.policies is None:
        return Verdict(principal, need, allowed=True, statement=None)
    request = iam_evaluate.Request(need.action, need.resource, need.context)
    decision = iam_evaluate.decide(request, identity=principal.policies)
    return Verdict(principal, need, decision.allowed, decision.statement)
