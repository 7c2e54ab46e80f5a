"""Where a dead letter comes from, and so what does its work again.

What stands in a message is somebody else's word: only functions, workflows and buses of this system are called for it.
Shapes: AWS Lambda's record of a failed asynchronous call, EventBridge's and Scheduler's message attributes (their user
guides, November 2026); a workflow's own error handler keeps `execution`, the ARN of what failed, and `input`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.kinds.bus import Bus
from generator.kinds.function import Function
from generator.kinds.workflow import Workflow
from generator.model import Stack
from generator.operate.dead_letters import Letter


@dataclass(frozen=True, slots=True)
class Execution:
    """A failed execution of a workflow. input: JSON, what started it."""

    workflow: Workflow
    arn: str
    input: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event that a rule could not deliver. entry: as PutEvents takes it."""

    bus: Bus
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function that nobody waits for. payload: JSON."""

    function: Function
    payload: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A message that SQS itself puts back into the queue that it was in."""

    source_arn: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A message that no command can redrive, and why."""

    words: str


Origin = Execution | Event | Call | Moved | Unknown


def origin(stack: Stack, letter: Letter) -> Origin:
    """Return where a dead letter comes from."""
    if letter.from_queue:
        return Moved(letter.from_queue)
    if "SCHEDULE_ARN" in letter.attributes:
        return _call(stack, letter.attributes.get("TARGET_ARN", ""), letter.body)
    try:
        body = json.loads(letter.body)
    except ValueError:
        return Unknown("it is not JSON")
    if not isinstance(body, dict):
        return Unknown("it does not say where it comes from")
    if "RULE_ARN" in letter.attributes:
        return _event(stack, letter, body)
    if "requestContext" in body:
        return _failed_call(stack, body)
    if "execution" in body and "input" in body:
        return _execution(stack, str(body["execution"]), body["input"])
    return Unknown("it does not say where it comes from")


def _event(stack: Stack, letter: Letter, event: Mapping[str, Any]) -> Origin:
    """Return the event to put again; AWS's own can be put by nobody else, so its consumer is called."""
    if str(event.get("source", "")).startswith("aws."):
        return _call(stack, letter.attributes.get("TARGET_ARN", ""), letter.body)
    _, _, rule = letter.attributes["RULE_ARN"].partition(":rule/")
    name = rule.rpartition("/")[0] or "default"
    bus = next((one for one in stack.buses.values() if one.name == name), None)
    if bus is None:
        return Unknown(f'its bus "{name}" is not of this system')
    if not {"source", "detail-type", "detail"} <= event.keys():
        return Unknown("it is no event")
    entry = {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"], ensure_ascii=False),
        "Resources": list(event.get("resources", ())),
        "EventBusName": name,
    }
    return Event(bus, entry)


def _failed_call(stack: Stack, record: Mapping[str, Any]) -> Origin:
    if "requestPayload" not in record:
        return Unknown("it names a batch of a stream, not what was in it")
    arn = str(record["requestContext"].get("functionArn", "")) if isinstance(record["requestContext"], dict) else ""
    return _call(stack, arn, json.dumps(record["requestPayload"], ensure_ascii=False))


def _call(stack: Stack, arn: str, payload: str) -> Origin:
    _, _, words = arn.partition(":function:")
    name = words.partition(":")[0]
    function = next((one for one in stack.functions.values() if one.name == name), None)
    return Call(function, payload) if function else Unknown(f'"{arn}" is no function of this system')


def _execution(stack: Stack, arn: str, given: Any) -> Origin:
    parts = arn.split(":")
    # arn:aws:states:REGION:ACCOUNT:execution:NAME:ID, and express:NAME:ID:ID of an Express workflow.
    name = parts[6] if len(parts) > 7 and parts[2] == "states" else ""  # noqa: PLR2004 - the parts of that ARN
    workflow = next((one for one in stack.workflows.values() if one.name == name), None)
    if workflow is None:
        return Unknown(f'"{arn}" is no execution of this system')
    return Execution(workflow, arn, json.dumps(given, ensure_ascii=False))
