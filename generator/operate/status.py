"""What runs: versions, deployments, alarms that fire, and messages that wait in dead-letter queues."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.cloud import told
from generator.operate.dead_letters import dead_letter_queues, queue_url
from generator.operate.deployments import running_deployment
from generator.operate.place import Place
from generator.operate.versions import Live, look

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. kind: `function`, `alarm` or `queue`. state: in a few words. needs_somebody: it will not mend itself."""

    stack: str
    kind: str
    name: str
    state: str
    needs_somebody: bool


def facts(place: Place) -> Iterator[Fact]:
    """Yield what runs, functions first; raises CloudError."""
    stack = place.stack.names.stack
    for function in place.stack.functions.values():
        live = look(place, function)
        words = _version(place, live)
        yield Fact(stack, "function", function.name, words, live.trails and "deployment" not in words)
    for alarm in _firing(place):
        yield Fact(stack, "alarm", alarm, "fires", needs_somebody=True)
    for queue in dead_letter_queues(place.stack):
        waiting = _waiting(place, queue.name)
        yield Fact(stack, "queue", queue.name, f"{waiting} waiting", waiting > 0)


def _version(place: Place, live: Live) -> str:
    shares = ", ".join(f"version {version} gets {share:.0%}" for version, share in live.shares.items())
    words = f"version {live.version} is live{f', {shares}' if shares else ''}"
    running = running_deployment(place, live) if live.function.deployment.shifts else None
    if running:
        return f"{words}, deployment {running} runs"
    return f"{words}, {live.newest} waits" if live.trails else words


def _firing(place: Place) -> list[str]:
    prefix = f"{place.stack.names.prefix}-"
    with told("alarms"):
        pages = place.cloud.client("cloudwatch").get_paginator("describe_alarms")
        found = pages.paginate(AlarmNamePrefix=prefix, StateValue="ALARM", AlarmTypes=["MetricAlarm", "CompositeAlarm"])
        names = [alarm["AlarmName"] for page in found for alarm in page["MetricAlarms"] + page["CompositeAlarms"]]
    return sorted(names)


def _waiting(place: Place, queue: str) -> int:
    client: SQSClient = place.cloud.client("sqs")
    url = queue_url(place, queue)
    with told(f'queue "{queue}"'):
        found = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(found["Attributes"]["ApproximateNumberOfMessages"])
