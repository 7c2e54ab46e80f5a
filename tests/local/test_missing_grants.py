"""The grant that would allow a refused call, in the words of the spec."""

import pytest

from generator.local.aws_needs import Need
from generator.local.missing_grants import grant
from generator.local.values import Values
from tests.local.stacks import stack_of

STACK = stack_of("""
tables:
  orders:
    key: {partition: id}
    attributes: {day: string}
    indexes: {by_day: {partition: day}}
buckets: {pictures: {}}
queues: {work: {}}
""")
PLACE = "us-east-1:111111111111"


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("dynamodb:GetItem", STACK.tables["orders"].thing.arn, "tables.orders"),
        ("dynamodb:Query", f"{STACK.tables['orders'].thing.arn}/index/by_day", "tables.orders.indexes.by_day"),
        ("s3:GetObject", f"{STACK.buckets['pictures'].thing.arn}/a/b.jpg", "buckets.pictures"),
        ("s3:ListBucket", STACK.buckets["pictures"].thing.arn, "buckets.pictures"),
        ("sqs:SendMessage", STACK.queues["work"].thing.arn, "queues.work"),
        ("sqs:SendMessage", f"arn:aws:sqs:{PLACE}:elsewhere", f"'arn:aws:sqs:{PLACE}:elsewhere'"),
        ("rekognition:DetectText", "*", "'*'"),
    ],
)
def test_a_grant_names_the_thing_of_the_spec_where_there_is_one(action: str, resource: str, expected: str) -> None:
    assert f"{{allow: [{action}], resource: {expected}}}" == grant(Need(action, resource, {}), STACK, Values({}))
