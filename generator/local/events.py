"""Buses: events in, the rules that match, their targets, and the queue for what no target took.

Entries that AWS refuses are refused alike (Amazon EventBridge API reference, `PutEvents`, November 2026). AWS tries a target for
up to a day; here three tries stand for them.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError
from moto.events.models import EventPattern

from generator.kinds.bus import Rule
from generator.local import aws_errors
from generator.local.aws_call import Call
from generator.local.background import Background
from generator.local.delivery import Delivery
from generator.local.faults import Faults
from generator.local.journal import Journal
from generator.local.metrics import Metrics
from generator.local.principals import Principal
from generator.local.substrate import Response
from generator.local.values import Values
from generator.model import Stack
from generator.scope import Thing, section_of

_TRIES = 3
_BETWEEN_TRIES_S = 0.2
_MOST_BYTES = 1024 * 1024
_MOST_ENTRIES = 10


class TargetFailedError(Exception):
    """A fault on request hit a delivery."""


@dataclass
class Events:
    """The buses of a stack."""

    stack: Stack
    values: Values
    delivery: Delivery
    background: Background
    faults: Faults
    journal: Journal
    metrics: Metrics

    def serve(self, call: Call, _principal: Principal) -> Response:
        """Answer `PutEvents`."""
        entries = call.parameters.get("Entries", ())
        if not 1 <= len(entries) <= _MOST_ENTRIES:
            return aws_errors.error(
                call, "ValidationException", f"Entries: 1 to {_MOST_ENTRIES} are taken, not {len(entries)}"
            )
        answers = [self._take(entry) for entry in entries]
        failed = sum("ErrorCode" in answer for answer in answers)
        body = {"FailedEntryCount": failed, "Entries": answers}
        return Response(200, {"content-type": "application/x-amz-json-1.1"}, json.dumps(body).encode())

    def put(self, bus: str, source: str, kind: str, detail: Mapping[str, Any], resources: list[str]) -> str:
        """Put an event on a bus; return its id."""
        event = {
            "version": "0",
            "id": str(uuid4()),
            "detail-type": kind,
            "source": source,
            "account": self.stack.names.account,
            "time": datetime.fromtimestamp(time.time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self.stack.names.region,
            "resources": resources,
            "detail": detail,
        }
        matching = [rule for rule in self._rules(bus) if self._matches(rule, event)]
        self.journal.write(
            "event", bus=bus, type=kind, source=source, rules=[rule.key for rule in matching], event=event
        )
        for rule in matching:
            self._count("TriggeredRules", bus, rule)
            for target in rule.targets:
                self.background.start(partial(self._deliver, bus, rule, target, json.dumps(event)))
        return str(event["id"])

    def _take(self, entry: Mapping[str, Any]) -> dict[str, str]:
        for name in ("Source", "DetailType", "Detail"):
            if not entry.get(name):
                return _refused(
                    "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument."
                )
        if len(entry["Detail"].encode()) > _MOST_BYTES:
            return _refused("InvalidArgument", "Total size of the entries in the request is over the limit.")
        try:
            detail = json.loads(entry["Detail"])
        except ValueError:
            return _refused("MalformedDetail", "Detail is malformed.")
        if not isinstance(detail, dict):
            return _refused("MalformedDetail", "Detail is malformed.")
        if str(entry["Source"]).startswith("aws."):
            return _refused("NotAuthorizedForSourceException", "Not authorized for the source.")
        bus = str(entry.get("EventBusName", "default")).rpartition("/")[2]
        return {"EventId": self.put(bus, entry["Source"], entry["DetailType"], detail, entry.get("Resources", []))}

    def _rules(self, bus: str) -> list[Rule]:
        return [rule for one in self.stack.buses.values() if one.name == bus for rule in one.rules.values()]

    def _matches(self, rule: Rule, event: Mapping[str, Any]) -> bool:
        return bool(EventPattern(None, self.values.document(rule.pattern)).matches_event(event))  # type: ignore[arg-type]

    def _deliver(self, bus: str, rule: Rule, target: Thing, text: str) -> None:
        problem: Exception | None = None
        for _ in range(min(_TRIES, rule.retry_attempts + 1)):
            try:
                self._try(rule, target, text)
            except (BotoCoreError, ClientError, LookupError, TargetFailedError) as error:
                problem = error
            else:
                self._count("Invocations", bus, rule)
                return
            if self.background.wait(_BETWEEN_TRIES_S):
                return
        self._count("FailedInvocations", bus, rule)
        if rule.dead_letter is not None:
            self._count("InvocationsSentToDlq", bus, rule)
        self._give_up(rule, target, text, problem)

    def _try(self, rule: Rule, target: Thing, text: str) -> None:
        if fault := self.faults.strike(f"rules.{rule.key}", text):
            raise TargetFailedError(fault.error)
        self.delivery.send(target, text)

    def _give_up(self, rule: Rule, target: Thing, text: str, problem: Exception | None) -> None:
        if rule.dead_letter is None:
            self.journal.write("event lost", rule=rule.key, target=f"{section_of(target)}.{target.key}")
            return
        facts = {
            "RULE_ARN": rule.arn,
            "TARGET_ARN": target.arn,
            "ERROR_CODE": type(problem).__name__,
            "ERROR_MESSAGE": str(problem),
        }
        attributes = {name: {"DataType": "String", "StringValue": value or "-"} for name, value in facts.items()}
        url = self.delivery.queue_url(rule.dead_letter.name)
        self.delivery.clients("sqs").send_message(QueueUrl=url, MessageBody=text, MessageAttributes=attributes)

    def _count(self, metric: str, bus: str, rule: Rule) -> None:
        own = {} if bus == "default" else {"EventBusName": bus}
        self.metrics.count("AWS/Events", metric, {**own, "RuleName": rule.name})


def _refused(code: str, message: str) -> dict[str, str]:
    return {"ErrorCode": code, "ErrorMessage": message}
