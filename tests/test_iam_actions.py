"""The table of IAM's actions is AWS's own."""

import time

import pytest

from generator.iam_actions import accepts_only_wildcard, actions_of, exists, services, spelled, wildcard_needs_no_reason
from generator.iam_resources import fits, writes
from tests.iam_table import RESOURCES, TABLE, resources, table, written


def test_the_tables_are_what_policy_sentry_says() -> None:
    assert TABLE.read_text(encoding="utf-8") == written(table()), "run python -m tests.iam_table"
    assert RESOURCES.read_text(encoding="utf-8") == written(resources()), "run python -m tests.iam_table"


@pytest.mark.parametrize("action", ["dynamodb:GetItem", "DynamoDB:getitem", "s3:Get*", "ec2:Describe?nstances"])
def test_an_action_is_found_however_it_is_written(action: str) -> None:
    assert exists(action)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("s3:listbucket", "s3:ListBucket"),
        ("s3:ListBucket", "s3:ListBucket"),
        ("s3:list*", "s3:list*"),
        ("s3:nothing", "s3:nothing"),
        ("*", "*"),
    ],
)
def test_an_action_is_spelled_as_aws_writes_it(action: str, expected: str) -> None:
    assert expected == spelled(action)


@pytest.mark.parametrize("action", ["dynamodb:GetItm", "dynamo:GetItem", "s3:Gte*", "dynamodb", ""])
def test_what_aws_does_not_have_is_not_found(action: str) -> None:
    assert not exists(action)


def test_actions_without_a_resource_are_known_in_every_service() -> None:
    only = ["rekognition:DetectText", "xray:PutTraceSegments", "states:SendTaskSuccess", "ses:GetSendQuota"]
    assert [action for action in only if not accepts_only_wildcard(action)] == []
    assert not accepts_only_wildcard("sqs:SendMessage")


def test_the_wildcard_needs_no_reason_where_hardly_anybody_has_a_resource() -> None:
    assert wildcard_needs_no_reason(["translate:TranslateText", "rekognition:DetectLabels"])
    assert not wildcard_needs_no_reason(["translate:TranslateText", "sqs:SendMessage"])
    assert not accepts_only_wildcard("translate:TranslateText")


def test_looking_up_is_quick() -> None:
    start = time.process_time()
    for service in services():
        for action in actions_of(service):
            assert exists(action)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("action", "arn", "expected"),
    [
        ("s3:GetObject", "arn:aws:s3:::files/*", True), ("s3:GetObject", "arn:aws:s3:::files", False), ("s3:ListBucket", "arn:aws:s3:::files/in/*", False),
        ("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:1:table/a/index/b", True), ("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:1:table/a/index/b", False),
        ("sqs:SendMessage", "*", True), ("SQS:sendmessage", "arn:aws:sqs:eu-west-1:1:jobs", True), ("glue:StartJobRun", "arn:aws:sqs:eu-west-1:1:jobs", True),
    ],
)  # fmt: skip
def test_an_action_fits_what_it_is_on(action: str, arn: str, expected: bool) -> None:  # noqa: FBT001 - the answer
    assert expected == fits(action, arn)


def test_what_changes_something_is_known() -> None:
    assert [True, True, False, False] == [
        writes(f"dynamodb:{word}") for word in ("PutItem", "TagResource", "Query", "Nothing")
    ]
