"""Delivers a text to whatever takes one: a function, a queue, a topic, a bus, a workflow."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from generator.local.clients import Clients
from generator.scope import Thing, section_of

CallLater = Callable[[str, bytes], None]


@dataclass
class Delivery:
    """What a stack's things are reached by. queue_url: returns a queue's address by its name."""

    clients: Clients
    call_later: CallLater
    queue_url: Callable[[str], str]

    def send(self, thing: Thing, text: str) -> None:
        """Send a text; raise botocore's errors where a service refuses it."""
        match section_of(thing):
            case "functions" if thing.section != "imports":
                self.call_later(thing.key, text.encode())
            case "queues":
                self.clients("sqs").send_message(QueueUrl=self.queue_url(thing.name), MessageBody=text)
            case "topics" | "notifications":
                self.clients("sns").publish(TopicArn=thing.arn, Message=text)
            case "workflows":
                self.clients("stepfunctions").start_execution(stateMachineArn=thing.arn, input=text)
            case "buses":
                self.clients("events").put_events(Entries=[_entry(thing, json.loads(text))])
            case _:
                raise LookupError(f"{thing.section}.{thing.key} is of another system, which does not run here")


def _entry(bus: Thing, event: dict[str, object]) -> dict[str, object]:
    """Return a bus's entry for an event; what is none, such as the record of a failed call, becomes its detail."""
    if "detail-type" in event:
        source, kind, detail = event["source"], event["detail-type"], event["detail"]
    else:
        source, kind, detail = "lambda", "Lambda Function Invocation Result - Failure", event
    return {"EventBusName": bus.name, "Source": source, "DetailType": kind, "Detail": json.dumps(detail)}
