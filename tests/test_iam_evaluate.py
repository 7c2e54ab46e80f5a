"""Requests are decided as AWS documents it. Each example names the page of the IAM user guide that it comes from (November 2026)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.iam_evaluate import Decision, Policy, PolicyError, Principal, PrincipalKind, Request, decide

ACCOUNT = "111122223333"
ROLE = Principal(PrincipalKind.AWS, f"arn:aws:iam::{ACCOUNT}:role/worker")
STRANGER = Principal(PrincipalKind.AWS, "arn:aws:iam::444455556666:role/worker")
EVENTS = Principal(PrincipalKind.SERVICE, "events.amazonaws.com")
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"


def policy(*statements: dict[str, Any]) -> Policy:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str = "sqs:SendMessage", resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str = "sqs:SendMessage", resource: str = "*", **more: Any) -> dict[str, Any]:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def matches(resource: str, wanted: str, context: dict[str, str] | None = None, version: str = "2012-10-17") -> bool:
    statement = {"Version": version, "Statement": allow("s3:GetObject", wanted)}
    return decide(Request("s3:GetObject", resource, context or {}), identity=[statement]).allowed


def asked_by(principal: Principal | None, named: object, *identity: dict[str, Any], action: str = "sqs:SendMessage", resource: str = QUEUE) -> bool:  # fmt: skip
    """Tell whether a resource's policy that names somebody, and the policies of who asks, allow a request together."""
    own = [policy(*identity)] if identity else []
    return decide(
        Request(action, resource, principal=principal),
        identity=own,
        resource_policies=[policy(allow(action, "*", Principal=named))],
    ).allowed


class TestPolicyEvaluationWithinOneAccount:
    """Page "Policy evaluation for requests within a single account", the example of Carlos."""

    CARLOS = Principal(PrincipalKind.AWS, f"arn:aws:iam::{ACCOUNT}:user/carlossalazar")
    OWN = policy(
        allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        {**allow("s3:*"), "Resource": ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]},
        deny("s3:*", "arn:aws:s3:::*log*"),
    )
    LOGS = policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": CARLOS.name},
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::carlossalazar-logs/*", "arn:aws:s3:::carlossalazar-logs"],
        }
    )

    def decision(self, action: str, resource: str) -> Decision:
        return decide(Request(action, resource, {}, self.CARLOS), identity=[self.OWN], resource_policies=[self.LOGS])

    def test_what_a_statement_allows_is_allowed(self) -> None:
        decision = self.decision("s3:PutObject", "arn:aws:s3:::carlossalazar/a")
        assert (decision.allowed, decision.statement) == (True, self.OWN["Statement"][1])

    def test_what_nothing_allows_is_denied(self) -> None:
        decision = self.decision("s3:PutObject", "arn:aws:s3:::other/a")
        assert (decision.allowed, decision.is_explicit_deny, decision.statement) == (False, False, None)

    def test_an_explicit_deny_wins_over_the_allow_of_the_resource(self) -> None:
        decision = self.decision("s3:PutObject", "arn:aws:s3:::carlossalazar-logs/a")
        assert (decision.allowed, decision.is_explicit_deny, decision.statement) == (
            False,
            True,
            self.OWN["Statement"][2],
        )


def test_the_resource_alone_can_allow_a_principal_of_its_account() -> None:
    assert asked_by(ROLE, {"AWS": ROLE.name})


def test_a_resource_that_names_the_account_leaves_it_to_the_accounts_own_policies() -> None:
    """Page "AWS JSON policy elements: Principal", "AWS account principals"."""
    for named in (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"):
        assert not asked_by(ROLE, {"AWS": named})
        assert asked_by(ROLE, {"AWS": named}, allow())


def test_between_accounts_each_side_has_to_allow() -> None:
    """Page "Cross-account policy evaluation logic"."""
    assert not asked_by(STRANGER, {"AWS": STRANGER.name})
    assert not asked_by(STRANGER, {"AWS": ROLE.name}, allow())
    assert asked_by(STRANGER, {"AWS": STRANGER.name}, allow())
    assert asked_by(STRANGER, {"AWS": "444455556666"}, allow())


def test_a_key_has_to_allow_or_to_leave_it_to_the_account() -> None:
    """Page "Key policies in AWS KMS" of the KMS developer guide."""
    decrypt = allow("kms:Decrypt")
    assert not decide(Request("kms:Decrypt", KEY, {}, ROLE), identity=[policy(decrypt)]).allowed
    assert asked_by(ROLE, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, decrypt, action="kms:Decrypt", resource=KEY)
    assert asked_by(ROLE, {"AWS": ROLE.name}, action="kms:Decrypt", resource=KEY)


def test_a_role_is_assumed_only_by_whom_its_trust_policy_names() -> None:
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": EVENTS.name}}]}
    asked = Request("sts:AssumeRole", ROLE.name, {}, EVENTS)
    assert decide(asked, resource_policies=[trust]).allowed
    lambdas = Principal(PrincipalKind.SERVICE, "lambda.amazonaws.com")
    assert not decide(Request("sts:AssumeRole", ROLE.name, {}, lambdas), resource_policies=[trust]).allowed


@pytest.mark.parametrize(
    ("principal", "named", "expected"),
    [
        (EVENTS, {"Service": "events.amazonaws.com"}, True),
        (EVENTS, {"Service": ["s3.amazonaws.com", "events.amazonaws.com"]}, True),
        (EVENTS, {"Service": "s3.amazonaws.com"}, False),
        (EVENTS, {"AWS": "events.amazonaws.com"}, False),
        (EVENTS, "*", True),
        (None, "*", True),
        (None, {"AWS": "*"}, True),
        (None, {"AWS": ROLE.name}, False),
        (Principal(PrincipalKind.FEDERATED, "accounts.google.com"), {"Federated": "accounts.google.com"}, True),
        (Principal(PrincipalKind.AWS, ROLE.name, "arn:aws:sts::111122223333:assumed-role/worker/one"), {"AWS": "arn:aws:sts::111122223333:assumed-role/worker/one"}, True),
    ],
)  # fmt: skip
def test_a_principal_is_who_the_policy_names(principal: Principal | None, named: object, expected: bool) -> None:  # noqa: FBT001 - a column
    assert asked_by(principal, named) is expected


def test_a_deny_with_notprincipal_spares_only_who_is_listed_with_the_account() -> None:
    """Page "AWS JSON policy elements: NotPrincipal"."""

    def denied(*spared: str) -> bool:
        statement = {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "NotPrincipal": {"AWS": list(spared)}}
        asked = Request("sqs:SendMessage", QUEUE, {}, ROLE)
        return not decide(asked, identity=[policy(allow())], resource_policies=[policy(statement)]).allowed

    assert denied(STRANGER.name)
    assert denied(ROLE.name)
    assert not denied(ROLE.name, f"arn:aws:iam::{ACCOUNT}:root")


@pytest.mark.parametrize(
    ("action", "expected"),
    [("SQS:sendmessage", True), ("sqs:Send*", True), ("sqs:SendMessag?", True), ("sqs:Send", False), ("*", True)],
)
def test_actions_match_in_any_case_and_with_wildcards(action: str, expected: bool) -> None:  # noqa: FBT001 - a column
    """Page "IAM JSON policy elements: Action"."""
    assert decide(Request("sqs:SendMessage", QUEUE), identity=[policy(allow(action))]).allowed is expected


def test_notaction_and_notresource_mean_everything_else() -> None:
    """Pages "IAM JSON policy elements: NotAction" and "NotResource"."""
    others = policy({"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::secret/*"})
    asked = [("s3:GetObject", "arn:aws:s3:::open/a"), ("iam:GetUser", "*"), ("s3:GetObject", "arn:aws:s3:::secret/a")]
    assert [decide(Request(*one), identity=[others]).allowed for one in asked] == [True, False, False]


@pytest.mark.parametrize(
    ("wanted", "resource", "expected"),
    [
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/test/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/2/test/3/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket//test/object.jpg", True),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1-test/object.jpg", False),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/test/object.jpg", False),
        ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/2/test.jpg", False),
        ("arn:aws:sqs:*", QUEUE, True),
        ("arn:aws:sqs:us*:111122223333:orders", QUEUE, True),
        ("arn:aws:sqs:us-*-1:111122223333:orders", QUEUE, True),
        ("arn:aws:sqs:u*s-1:orders", "arn:aws:sqs:us:x:s-1:orders", False),
        ("arn:aws:sqs:us-east-1:111122223333:Orders", QUEUE, False),
        ("arn:aws:sqs:us-east-1:111122223333:order?", QUEUE, True),
        ("*", "*", True),
    ],
)
def test_resources_match_as_documented(wanted: str, resource: str, expected: bool) -> None:  # noqa: FBT001 - a column
    """Page "IAM JSON policy elements: Resource"."""
    assert matches(resource, wanted) is expected


@pytest.mark.parametrize(
    ("wanted", "context", "version", "expected"),
    [
        ("arn:aws:s3:::b/${aws:username}/*", {"aws:username": "ann"}, "2012-10-17", True),
        ("arn:aws:s3:::b/${AWS:UserName}/*", {"aws:username": "ann"}, "2012-10-17", True),
        ("arn:aws:s3:::b/${aws:username}/*", {"aws:username": "*"}, "2012-10-17", False),
        ("arn:aws:s3:::b/${aws:username}/*", {}, "2012-10-17", False),
        ("arn:aws:s3:::b/${aws:PrincipalTag/team, 'ann'}/*", {}, "2012-10-17", True),
        ("arn:aws:s3:::b/${*}/*", {}, "2012-10-17", False),
        ("arn:aws:s3:::b/${aws:username}/*", {"aws:username": "ann"}, "2008-10-17", False),
    ],
)  # fmt: skip
def test_variables_are_filled_in(wanted: str, context: dict[str, str], version: str, expected: bool) -> None:  # noqa: FBT001 - a column
    """Page "IAM policy elements: Variables and tags"."""
    assert matches("arn:aws:s3:::b/ann/c", wanted, context, version) is expected


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (allow(Condition={"Bool": {"a:b": "true"}, "Bogus": {"c:d": "x"}}), '"Bogus" is no condition operator'),
        (allow(Actions="s3:*"), 'no statement has "Actions"'),
        (allow(NotAction="s3:*"), "not both"),
        ({"Effect": "allow", "Action": "*", "Resource": "*"}, '"Allow" or "Deny", not "allow"'),
        ({"Effect": "Allow", "Resource": "*"}, 'needs "Action"'),
    ],
)
def test_what_aws_does_not_document_is_refused(statement: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        decide(Request("sqs:SendMessage", QUEUE), identity=[policy(statement)])


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (allow(), 'needs "Principal"'),
        (allow(Principal={"CanonicalUser": "x"}), '"CanonicalUser" is not evaluated'),
        (allow(Principal="arn:aws:iam::1:root"), "of a kind"),
        (allow(NotPrincipal={"AWS": "1"}), 'does not support "NotPrincipal"'),
    ],
)
def test_a_resources_policy_has_to_name_who_it_means(statement: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        decide(Request("sqs:SendMessage", QUEUE, {}, ROLE), resource_policies=[policy(statement)])


@given(st.permutations([allow(), deny("sqs:*"), allow("sqs:*")]))
def test_no_order_of_statements_lets_an_allow_win_over_a_deny(statements: list[dict[str, Any]]) -> None:
    assert decide(Request("sqs:SendMessage", QUEUE), identity=[policy(*statements)]).is_explicit_deny
