"""Queues, topics, buses and schedules."""

from generator.targets.permissions.calls import Calls

MESSAGES = (
    Calls(
        "sqs",
        on="queues",
        types="aws_sqs_queue aws_sqs_queue_redrive_policy",
        read="GetQueueAttributes GetQueueUrl ListQueueTags",
        write="CreateQueue DeleteQueue SetQueueAttributes TagQueue UntagQueue",
    ),
    Calls(
        "sns",
        on="topics",
        types="aws_sns_topic aws_sns_topic_subscription",
        read="GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource",
        write="CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource",
        read_any="GetSubscriptionAttributes",
        write_any="SetSubscriptionAttributes Unsubscribe",
    ),
    Calls(
        "events",
        on="buses",
        types="aws_cloudwatch_event_archive aws_cloudwatch_event_bus aws_cloudwatch_event_rule "
        "aws_cloudwatch_event_target",
        read="DescribeArchive DescribeEventBus DescribeRule ListTagsForResource ListTargetsByRule",
        write="CreateArchive CreateEventBus DeleteArchive DeleteEventBus DeleteRule DisableRule EnableRule PutRule "
        "PutTargets RemoveTargets TagResource UntagResource UpdateArchive UpdateEventBus",
        passes="events.amazonaws.com",
    ),
    Calls(
        "scheduler",
        on="schedules",
        types="aws_scheduler_schedule",
        read="GetSchedule",
        write="CreateSchedule DeleteSchedule UpdateSchedule",
        passes="scheduler.amazonaws.com",
    ),
)
