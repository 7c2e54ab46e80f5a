"""What AWS notices by itself: objects that were created, messages of topics for functions, how much lies in queues."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from generator.local.aws_call import Call
from generator.local.delivery import Delivery
from generator.local.events import Events
from generator.local.gateway import After
from generator.local.invocations import Invocations
from generator.local.metrics import Metrics
from generator.local.substrate import Response
from generator.model import Stack

_CREATED = ("PutObject", "CopyObject", "CompleteMultipartUpload")
_QUEUE_METRICS = {
    "ApproximateNumberOfMessages": "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesNotVisible": "ApproximateNumberOfMessagesNotVisible",
}


def after(stack: Stack, events: Events, invocations: Invocations, metrics: Metrics) -> Mapping[str, After]:
    """Return who is told of which calls."""
    objects = _Objects(stack, events, metrics)
    topics = _Topics(stack, invocations)
    told: dict[str, After] = {f"s3:{operation}": objects.created for operation in _CREATED}
    return told | {"s3:DeleteObject": objects.deleted, "s3:GetObject": objects.read, "sns:Publish": topics.published}


def sample(stack: Stack, delivery: Delivery, metrics: Metrics) -> None:
    """Count what lies in the queues now."""
    for queue in stack.queues.values():
        answer = delivery.clients("sqs").get_queue_attributes(
            QueueUrl=delivery.queue_url(queue.name), AttributeNames=list(_QUEUE_METRICS)
        )
        for attribute, metric in _QUEUE_METRICS.items():
            metrics.count("AWS/SQS", metric, {"QueueName": queue.name}, float(answer["Attributes"][attribute]))


@dataclass(frozen=True, slots=True)
class _Objects:
    """What happens to objects (Amazon S3 user guide, "EventBridge event message structure", November 2026)."""

    stack: Stack
    events: Events
    metrics: Metrics

    def created(self, call: Call, response: Response) -> None:
        self._count(call, "PutRequests")
        etag = response.headers.get("etag", "").strip('"')
        facts = {"size": len(call.request.body), "etag": etag, "sequencer": f"{time.time_ns():X}"}
        self._tell(call, "Object Created", facts, {"reason": call.operation})

    def deleted(self, call: Call, _response: Response) -> None:
        self._count(call, "DeleteRequests")
        self._tell(call, "Object Deleted", {"sequencer": f"{time.time_ns():X}"}, {"reason": call.operation})

    def read(self, call: Call, _response: Response) -> None:
        self._count(call, "GetRequests")

    def _count(self, call: Call, metric: str) -> None:
        place = {"BucketName": str(call.parameters.get("Bucket")), "FilterId": "EntireBucket"}
        for name in ("AllRequests", metric):
            self.metrics.count("AWS/S3", name, place)

    def _tell(self, call: Call, kind: str, facts: Mapping[str, object], rest: Mapping[str, object]) -> None:
        name = call.parameters.get("Bucket")
        bucket = next((one for one in self.stack.buckets.values() if one.name == name and one.events), None)
        if bucket is None:
            return
        detail = {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": {"key": call.parameters.get("Key"), **facts},
            "request-id": uuid4().hex[:16].upper(),
            "requester": self.stack.names.account,
            **rest,
        }
        self.events.put("default", "aws.s3", kind, detail, [bucket.thing.arn])


@dataclass(frozen=True, slots=True)
class _Topics:
    """Messages for functions (AWS Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications", November 2026)."""

    stack: Stack
    invocations: Invocations

    def published(self, call: Call, _response: Response) -> None:
        arn = str(call.parameters.get("TopicArn", ""))
        for function in self._functions(arn):
            self.invocations.call_later(function, json.dumps(_sns_event(arn, call)).encode())

    def _functions(self, arn: str) -> list[str]:
        triggered = [
            key
            for key, function in self.stack.functions.items()
            for trigger in function.triggers
            if trigger.kind == "topic" and trigger.source.arn == arn
        ]
        subscribed = [
            one.target.key
            for topic in self.stack.topics.values()
            for one in topic.subscriptions
            if topic.thing.arn == arn and one.protocol == "lambda" and one.target
        ]
        told = [
            function.key
            for notification in self.stack.notifications.values()
            for function in notification.functions
            if notification.arn == arn
        ]
        return [*triggered, *subscribed, *told]


def _sns_event(arn: str, call: Call) -> dict[str, object]:
    message: dict[str, object] = {
        "Type": "Notification",
        "MessageId": str(uuid4()),
        "TopicArn": arn,
        "Subject": call.parameters.get("Subject"),
        "Message": call.parameters.get("Message"),
        "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "SignatureVersion": "1",
        "MessageAttributes": {},
    }
    record = {
        "EventVersion": "1.0",
        "EventSubscriptionArn": f"{arn}:{uuid4()}",
        "EventSource": "aws:sns",
        "Sns": message,
    }
    return {"Records": [record]}
