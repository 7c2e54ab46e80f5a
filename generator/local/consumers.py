"""Queues that functions consume: batches in, with the function's own permissions, failed messages back.

The event is AWS's (AWS Lambda developer guide, "Using Lambda with Amazon SQS", November 2026). A message that failed often
enough goes to the dead-letter queue by the queue's own redrive policy.
"""

import json
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from threading import Semaphore
from typing import Any

from botocore.exceptions import ClientError
from moto.events.models import EventPattern

from generator.kinds.trigger import Trigger
from generator.local import batches
from generator.local.background import Background
from generator.local.clients import Clients
from generator.local.functions import TooManyCallsError
from generator.local.invocations import Invocations
from generator.local.journal import Journal

_BATCH = 10  # Lambda's default, and the most that SQS hands out at once
_CONCURRENCY = 5
_LOOK_S = 0.2
_AFTER_REFUSAL_S = 5.0


@dataclass(frozen=True, slots=True)
class Consumer:
    """One trigger of one function. clients: sign as the function does."""

    function: str
    trigger: Trigger
    url: str
    clients: Clients
    invocations: Invocations
    background: Background
    journal: Journal

    def run(self) -> None:
        """Consume until the host ends."""
        free = Semaphore(self.trigger.concurrency or _CONCURRENCY)
        sqs = self.clients("sqs")
        while not self.background.ending:
            free.acquire()
            try:
                messages = self._receive(sqs)
            except ClientError as error:
                free.release()
                self.journal.write("consumer", function=self.function, queue=self.trigger.source.key, error=str(error))
                self.background.wait(_AFTER_REFUSAL_S)
                continue
            if not messages:
                free.release()
                self.background.wait(_LOOK_S)
                continue
            self.background.start(lambda messages=messages: self._handle(sqs, messages, free))  # type: ignore[misc]

    def _receive(self, sqs: Any) -> list[Mapping[str, Any]]:
        wanted = min(self.trigger.batch or _BATCH, _BATCH)
        answer = sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=wanted, AttributeNames=["All"], MessageAttributeNames=["All"],
            WaitTimeSeconds=0,
        )  # fmt: skip
        return list(answer.get("Messages", ()))

    def _handle(self, sqs: Any, messages: list[Mapping[str, Any]], free: Semaphore) -> None:
        try:
            wanted = [message for message in messages if self._is_wanted(message)]
            failed = self._failed(wanted) if wanted else set()
            for message in messages:
                if message["MessageId"] not in failed:
                    sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        finally:
            free.release()

    def _is_wanted(self, message: Mapping[str, Any]) -> bool:
        """Tell whether a message passes the filters; SQS's others are deleted."""
        if not self.trigger.filters:
            return True
        record = {**message, "body": _as_json(message["Body"])}
        return any(EventPattern(None, dict(one)).matches_event(record) for one in self.trigger.filters)  # type: ignore[arg-type]

    def _failed(self, messages: list[Mapping[str, Any]]) -> AbstractSet[str]:
        """Return the ids of the messages that come back."""
        everything = {str(message["MessageId"]) for message in messages}
        event = {"Records": [_record(message, self.trigger.source.arn) for message in messages]}
        try:
            result = self.invocations.call(self.function, json.dumps(event).encode())
        except TooManyCallsError:
            return everything
        if result.error:
            return everything
        if not self.trigger.partial_failures:
            return set()
        return batches.failed(result.payload, everything)


def _as_json(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body


def _record(message: Mapping[str, Any], arn: str) -> dict[str, Any]:
    attributes: Iterable[tuple[str, Mapping[str, Any]]] = message.get("MessageAttributes", {}).items()
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in attributes
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arn.split(":")[3],
    }
