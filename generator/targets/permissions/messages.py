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
        types="aws_cloudwatch_event_bus",
        read="DescribeEventBus ListTagsForResource",
        write="CreateEventBus DeleteEventBus TagResource UntagResource UpdateEventBus",
    ),
    Calls(
        "events",
        on="rules",
        types="aws_cloudwatch_event_rule aws_cloudwatch_event_target",
        read="DescribeRule ListTagsForResource ListTargetsByRule",
        write="DeleteRule DisableRule EnableRule PutRule PutTargets RemoveTargets TagResource UntagResource",
        passes="events.amazonaws.com",
    ),
    Calls(
        "events",
        on="archives",
        types="aws_cloudwatch_event_archive",
        read="DescribeArchive",
        write="CreateArchive DeleteArchive UpdateArchive",
    ),
    # Topics of other systems that a function listens to.
    Calls("sns", on="imported_topics", read="GetTopicAttributes", write="Subscribe"),
    Calls(
        "scheduler",
        on="schedules",
        types="aws_scheduler_schedule",
        read="GetSchedule",
        write="CreateSchedule DeleteSchedule UpdateSchedule",
        passes="scheduler.amazonaws.com",
    ),
)
