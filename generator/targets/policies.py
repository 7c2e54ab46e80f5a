"""IAM policies as Terraform prints them: whole, with the reason of each wildcard above its statement."""

from collections.abc import Iterable

from generator.hcl import JsonEncoded
from generator.kinds.grant import Statement
from generator.targets.parts import comment

READ_ALARMS = Statement(
    ("cloudwatch:DescribeAlarms",),
    ("*",),
    reason="CloudWatch shows composite alarms only to who may look at all; this only reads",
)


def policy(statements: Iterable[Statement]) -> JsonEncoded:
    """Return the policy document of some statements."""
    listed = [comment(statement.reason or "", statement.as_json()) for statement in statements]
    return JsonEncoded({"Version": "2012-10-17", "Statement": listed})
