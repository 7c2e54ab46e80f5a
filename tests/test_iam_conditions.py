"""Conditions hold as AWS documents them. The pages are of the IAM user guide (November 2026)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.iam_evaluate import PolicyError, Request, decide
from generator.iam_patterns import Context


def holds(condition: dict[str, Any], context: Context) -> bool:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    return decide(Request("s3:GetObject", "arn:aws:s3:::b/a", context), identity=[policy]).allowed


CONDITIONS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({"StringEquals": {"aws:PrincipalTag/job": "admin"}}, {"aws:PrincipalTag/job": "admin"}, True),
    ({"StringEquals": {"aws:PrincipalTag/job": "admin"}}, {"aws:PrincipalTag/job": "Admin"}, False),
    ({"StringEquals": {"aws:PrincipalTag/job": "a*"}}, {"aws:PrincipalTag/job": "admin"}, False),
    ({"StringEquals": {"aws:PrincipalTag/job": ["x", "admin"]}}, {"AWS:principaltag/job": "admin"}, True),
    ({"StringEquals": {"aws:PrincipalTag/job": "admin"}}, {}, False),
    ({"StringNotEquals": {"a:b": ["x", "y"]}}, {"a:b": "x"}, False),
    ({"StringNotEquals": {"a:b": ["x", "y"]}}, {"a:b": "z"}, True),
    ({"StringNotEquals": {"a:b": "x"}}, {}, True),
    ({"StringEqualsIgnoreCase": {"a:b": "JOHN"}}, {"a:b": "john"}, True),
    ({"StringNotEqualsIgnoreCase": {"a:b": "JOHN"}}, {"a:b": "john"}, False),
    ({"StringLike": {"s3:prefix": ["", "home/", "home/${aws:username}/*"]}}, {"s3:prefix": "home/ann/x", "aws:username": "ann"}, True),
    ({"StringLike": {"s3:prefix": "home/*"}}, {"s3:prefix": "away/"}, False),
    ({"StringNotLike": {"s3:prefix": "home/*"}}, {}, True),
    ({"StringEqualsIfExists": {"a:b": "x"}}, {}, True),
    ({"StringEqualsIfExists": {"a:b": "x"}}, {"a:b": "y"}, False),
    ({"Bool": {"aws:SecureTransport": True}}, {"aws:SecureTransport": "true"}, True),
    ({"Bool": {"aws:SecureTransport": "false"}}, {"aws:SecureTransport": "true"}, False),
    ({"Bool": {"aws:SecureTransport": "false"}}, {}, False),
    ({"Null": {"aws:TokenIssueTime": "true"}}, {}, True),
    ({"Null": {"aws:TokenIssueTime": "true"}}, {"aws:TokenIssueTime": "1"}, False),
    ({"Null": {"aws:TokenIssueTime": "false"}}, {"aws:TokenIssueTime": "1"}, True),
    ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": "10"}, True),
    ({"NumericLessThan": {"s3:max-keys": 10}}, {"s3:max-keys": "10"}, False),
    ({"NumericGreaterThan": {"s3:max-keys": "9.5"}}, {"s3:max-keys": "10"}, True),
    ({"NumericNotEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": "10.0"}, False),
    ({"NumericEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": "many"}, False),
    ({"DateGreaterThan": {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}}, {"aws:TokenIssueTime": "2020-01-01T01:00:00Z"}, True),
    ({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, {"aws:CurrentTime": "1577836799"}, True),
    ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, {"aws:SourceIp": "203.0.113.9"}, True),
    ({"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:DB8::/32"]}}, {"aws:SourceIp": "2001:db8::1"}, False),
    ({"BinaryEquals": {"a:b": "QmluYXJ5"}}, {"a:b": "QmluYXJ5"}, True),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:orders-*"}}, {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:orders-a"}, True),
    ({"ArnEquals": {"aws:SourceArn": "arn:aws:sns:*:111122223333:orders-*"}}, {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:orders-a"}, True),
    ({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:orders"}}, {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:orders"}, False),
    ({"ArnNotLike": {"aws:SourceArn": "arn:aws:sns:*:*:orders"}}, {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:orders"}, False),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {"aws:TagKeys": ("a", "b")}, True),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {"aws:TagKeys": ("a", "c")}, False),
    ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {}, True),
    ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {"aws:TagKeys": ("c", "b")}, True),
    ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {"aws:TagKeys": ("c", "d")}, False),
    ({"ForAnyValue:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {}, False),
    ({"ForAnyValue:StringNotEquals": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ("a", "b")}, True),
    ({"ForAllValues:StringNotEquals": {"aws:TagKeys": "a"}}, {"aws:TagKeys": ("a", "b")}, False),
    ({"StringEquals": {"a:b": "x", "c:d": "y"}}, {"a:b": "x", "c:d": "z"}, False),
    ({"StringEquals": {"a:b": "x"}, "Bool": {"c:d": "true"}}, {"a:b": "x", "c:d": "true"}, True),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "context", "expected"), CONDITIONS)
def test_conditions_hold_as_documented(condition: dict[str, Any], context: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a column
    """Pages "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys"."""
    assert holds(condition, context) is expected


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"StringIs": {"one": "x"}}, '"StringIs" is no condition operator'),
        ({"stringequals": {"one": "x"}}, '"stringequals" is no condition operator'),
        ({"Bool": {"one": "true"}, "Bogus": {"one": "x"}}, '"Bogus" is no condition operator'),
        ({"ForAnyValue:StringEqualsIfExists": {"one": "x"}}, "AWS does not say"),
        ({"StringEquals": {"many": "x"}}, "needs ForAllValues or ForAnyValue"),
        ({"NumericEquals": {"one": "x"}}, '"x" is no number'),
        ({"DateEquals": {"one": "x"}}, '"x" is no date'),
        ({"IpAddress": {"one": "x"}}, '"x" is no range'),
    ],
)
def test_what_aws_does_not_document_is_refused(condition: dict[str, Any], message: str) -> None:
    context: Context = {"many": ("x", "y"), "one": "1"}
    with pytest.raises(PolicyError, match=message):
        holds(condition, context)


TEXTS = st.text(alphabet="ab*?${}:/,' .", max_size=12)


@given(TEXTS, TEXTS)
def test_any_text_matches_itself_once_its_marks_are_escaped(text: str, other: str) -> None:
    escaped = "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in text)
    assert holds({"StringLike": {"a:b": escaped}}, {"a:b": text})
    assert holds({"StringLike": {"a:b": escaped}}, {"a:b": other}) is (text == other)
