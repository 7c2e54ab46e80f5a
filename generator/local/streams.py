"""Streams of tables that functions follow: batches in order, tried again, and given up to the trigger's destination.

The event is AWS's (AWS Lambda developer guide, "Using AWS Lambda with Amazon DynamoDB", November 2026). AWS tries a batch again until
its records expire, unless the trigger says how often; here so many tries stand for ever.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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

_BATCH = 100  # Lambda's default
_TRIES = 3
_LOOK_S = 0.3
_AFTER_REFUSAL_S = 5.0


@dataclass(frozen=True, slots=True)
class Follower:
    """One trigger of one function. stream: its ARN. clients: sign as the function does."""

    function: str
    trigger: Trigger
    stream: str
    clients: Clients
    invocations: Invocations
    background: Background
    journal: Journal

    def run(self) -> None:
        """Follow until the host ends."""
        streams, iterator = self.clients("dynamodbstreams"), ""
        while not self.background.wait(_LOOK_S):
            try:
                iterator = iterator or self._first(streams)
                answer = streams.get_records(ShardIterator=iterator, Limit=self.trigger.batch or _BATCH)
            except ClientError as error:
                self.journal.write("consumer", function=self.function, queue=self.trigger.source.key, error=str(error))
                self.background.wait(_AFTER_REFUSAL_S)
                continue
            iterator = answer.get("NextShardIterator", "")
            if records := [record for record in answer["Records"] if self._is_wanted(record)]:
                self._handle(records)

    def _first(self, streams: Any) -> str:
        shard = streams.describe_stream(StreamArn=self.stream)["StreamDescription"]["Shards"][0]["ShardId"]
        position = "TRIM_HORIZON" if self.trigger.starting_position == "oldest" else "LATEST"
        answer = streams.get_shard_iterator(StreamArn=self.stream, ShardId=shard, ShardIteratorType=position)
        return str(answer["ShardIterator"])

    def _is_wanted(self, record: Mapping[str, Any]) -> bool:
        plain = json.loads(json.dumps(record, default=_plain))
        patterns = self.trigger.filters
        return not patterns or any(EventPattern(None, dict(one)).matches_event(plain) for one in patterns)

    def _handle(self, records: list[Mapping[str, Any]]) -> None:
        tries = _TRIES if self.trigger.retries is None else min(_TRIES, self.trigger.retries + 1)
        for _ in range(tries):
            records = self._left(records)
            if not records or self.background.wait(_LOOK_S):
                return
        if self.trigger.on_failure is not None:
            batch = {"batchSize": len(records), "streamArn": self.stream}
            self.invocations.deliver(
                self.trigger.on_failure, json.dumps({"version": "1.0", "DDBStreamBatchInfo": batch})
            )

    def _left(self, records: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Call the function, and return what it has not done: from the first record that it reports as failed, as order asks."""
        event = {"Records": [{**record, "eventSourceARN": self.stream} for record in records]}
        try:
            result = self.invocations.call(self.function, json.dumps(event, default=_plain).encode())
        except TooManyCallsError:
            return records
        if result.error:
            return records
        if not self.trigger.partial_failures:
            return []
        ids = [str(record["dynamodb"]["SequenceNumber"]) for record in records]
        failed = batches.failed(result.payload, frozenset(ids))
        return records[min(map(ids.index, failed), default=len(records)) :]


def _plain(value: object) -> object:
    """Return what JSON has no word for, as it stands in an event."""
    return (
        value.timestamp() if isinstance(value, datetime) else value.decode() if isinstance(value, bytes) else str(value)
    )
