"""Alarms: looked at again and again over their own windows; who would be told is told.

States and missing data are CloudWatch's (Amazon CloudWatch user guide, "Using Amazon CloudWatch alarms", November 2026).
"""

import json
import operator
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.kinds.alarm import Alarm, Watched
from generator.local.delivery import Delivery
from generator.local.journal import Journal
from generator.local.metric_values import UnknownMathError, value
from generator.local.metrics import Metrics
from generator.local.values import Values

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


@dataclass
class Alarms:
    """The alarms of a stack. sample: counts what is there, such as messages in queues, before a look."""

    alarms: Mapping[str, Alarm]
    metrics: Metrics
    values: Values
    delivery: Delivery
    journal: Journal
    sample: Callable[[], None]
    tell: Callable[[str], None]
    clock: Callable[[], float] = time.time
    states: dict[str, str] = field(default_factory=dict)

    def look(self) -> None:
        """Look at all alarms once."""
        self.sample()
        for alarm in self.alarms.values():
            for watched in alarm.watched:
                self._look(alarm, watched)

    def _look(self, alarm: Alarm, watched: Watched) -> None:
        before = self.states.get(watched.name, "OK")
        try:
            state = self._state(alarm, watched, before)
        except UnknownMathError as error:
            if before != "NOT_EVALUATED":
                self.journal.write("alarm", alarm=watched.name, state="NOT_EVALUATED", reason=str(error))
            self.states[watched.name] = "NOT_EVALUATED"
            return
        self.states[watched.name] = state
        if state != before:
            self._changed(alarm, watched, before, state)

    def _state(self, alarm: Alarm, watched: Watched, before: str) -> str:
        now = self.clock()
        found: list[bool | None] = []
        for number in range(alarm.periods):
            until = now - number * alarm.period_s
            at = value(watched.metric, self.metrics, self.values, until - alarm.period_s, until)
            found.append(None if at is None else _COMPARE[alarm.comparison](at, watched.threshold))
        if alarm.missing_data == "ignore" and found[0] is None:
            return before
        if alarm.missing_data == "missing" and all(one is None for one in found):
            return "INSUFFICIENT_DATA"
        instead = alarm.missing_data == "breaching"
        breaching = sum(instead if one is None else one for one in found)
        return "ALARM" if breaching >= alarm.breaching else "OK"

    def _changed(self, alarm: Alarm, watched: Watched, before: str, state: str) -> None:
        runbook = alarm.runbook.key if alarm.runbook else ""
        self.journal.write("alarm", alarm=watched.name, state=state, before=before, runbook=runbook)
        self.tell(f"{state} {watched.name}" + (f" (runbook {runbook})" if state == "ALARM" and runbook else ""))
        if state == "ALARM" or (state == "OK" and alarm.notify_recovery):
            for topic in alarm.notify:
                self._notify(topic.arn, watched, before, state)

    def _notify(self, topic: str, watched: Watched, before: str, state: str) -> None:
        message: dict[str, Any] = {"AlarmName": watched.name, "OldStateValue": before, "NewStateValue": state}
        try:
            self.delivery.clients("sns").publish(
                TopicArn=topic, Subject=f"{state}: {watched.name}", Message=json.dumps(message)
            )
        except (BotoCoreError, ClientError) as error:
            self.journal.write("alarm", alarm=watched.name, state=state, reason=str(error))
