"""Slack: what a topic is told appears in a channel, through a role that can only read. In a root file of its own.

A channel can be configured once in an account, so the home root's configuration hears the topics of all regions.
"""

from collections.abc import Iterator
from typing import Any

from generator.kinds.grant import Statement
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment
from generator.targets.policies import READ_ALARMS, policy
from generator.targets.regions import further

NAME = "chatbot"

# The widget's image is the chart below an alarm's message.
_READ_METRICS = (
    "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:GetMetricWidgetImage", "cloudwatch:ListMetrics",
)  # fmt: skip


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in each home root that tells somebody in Slack."""
    stacks = [stack for stack in model.stacks if stack.home and any(one.slack for one in stack.notifications.values())]
    if not stacks:
        return
    yield from module(model, NAME, {})
    for stack in stacks:
        yield root_file(stack, NAME, _root(model, stack))


def _root(model: Model, stack: Stack) -> dict[str, Any]:
    channels = {}
    for key, one in stack.notifications.items():
        if one.slack:
            elsewhere = [other.notifications[key].arn for other in further(model, stack) if key in other.notifications]
            row = {
                "name": one.name,
                "role_name": one.slack_role_name,
                "workspace_id": one.slack.workspace,
                "channel_id": one.slack.channel,
                "topic_arns": [one.arn, *elsewhere],
                "tags": {**one.tags, "Service": "chatbot", "Feature": one.feature},
            }
            channels[key] = comment(one.description, row)
    read = Statement(_READ_METRICS, ("*",), reason="AWS accepts only * for these actions")
    own = f"arn:aws:cloudwatch:*:{stack.names.account}:alarm:{stack.names.prefix}-*"
    history = Statement(("cloudwatch:DescribeAlarmHistory",), (own,))
    return {
        "account": stack.names.account,
        "policy_name": stack.names.role("slack", "read"),
        "policy": policy([read, READ_ALARMS, history]),
        "channels": channels,
    }
