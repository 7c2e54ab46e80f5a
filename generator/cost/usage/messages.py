"""What is passed on: queues, topics, buses, schedules."""

from collections.abc import Iterator

from generator.cost.prices import Usage
from generator.cost.usage.month import Month
from generator.kinds.queue import Queue

# A message is sent, received and deleted.
_REQUESTS_PER_MESSAGE = 3
# Lambda asks a queue with five pollers, each of which waits 20 seconds for an answer (Lambda developer guide).
_POLLS = 5 * 3 * 60 * 730


def usages(month: Month) -> Iterator[Usage]:
    """Yield what queues, topics, buses and schedules use."""
    stack, flow = month.stack, month.flow
    for queue in stack.queues.values():
        price = "sqs.fifo_requests" if queue.fifo else "sqs.requests"
        requests = flow.of("queues", queue.key) * _REQUESTS_PER_MESSAGE + _polled(queue, month) * _POLLS
        yield Usage(price, requests, queue.feature, queue.thing.reference)
    for topic in stack.topics.values():
        published = flow.of("topics", topic.key)
        yield Usage("sns.requests", published, topic.feature, topic.thing.reference)
        web = sum(one.protocol == "https" for one in topic.subscriptions)
        yield Usage("sns.http", published * web, topic.feature, topic.thing.reference)
    for bus in stack.buses.values():
        yield Usage("events.custom", flow.of("buses", bus.key), bus.feature, bus.thing.reference)
    for schedule in stack.schedules.values():
        runs = flow.of("schedules", schedule.thing.key)
        yield Usage("events.schedules", runs, schedule.feature, schedule.thing.reference)


def _polled(queue: Queue, month: Month) -> int:
    """Return how many functions poll a queue."""
    return sum(
        trigger.kind == "queue" and trigger.source.arn == queue.thing.arn
        for function in month.stack.functions.values()
        for trigger in function.triggers
    )
