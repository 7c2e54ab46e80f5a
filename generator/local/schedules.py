"""Schedules: what is due is sent to its target, with the record that EventBridge Scheduler makes where the spec gives no input."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from botocore.exceptions import BotoCoreError, ClientError

from generator.kinds.schedule import Schedule
from generator.local.cron_times import is_due
from generator.local.delivery import Delivery
from generator.local.faults import Faults
from generator.local.journal import Journal

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_TRIES = 3  # stand for the day in which AWS tries
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass
class Schedules:
    """The schedules of a stack."""

    schedules: Mapping[str, Schedule]
    delivery: Delivery
    faults: Faults
    journal: Journal
    clock: Callable[[], float] = time.time
    _last: dict[str, float] = field(default_factory=dict)
    _started: float = 0.0

    def start(self) -> None:
        """Count from now."""
        self._started = self.clock()
        self._last = dict.fromkeys(self.schedules, self._started)

    def look(self) -> None:
        """Start what has become due since the last look."""
        now = self.clock()
        for key, schedule in self.schedules.items():
            if schedule.enabled and self._is_due(schedule, self._last[key], now):
                self.fire(key)
            self._last[key] = now

    def fire(self, key: str) -> None:
        """Start one schedule's target now."""
        schedule = self.schedules[key]
        self.journal.write("schedule", schedule=key, target=schedule.target.reference)
        text = json.dumps(self._input(schedule))
        for _ in range(min(_TRIES, schedule.retry_attempts + 1)):
            if self._is_sent(schedule, key, text):
                return
        if schedule.dead_letter is not None:
            self.delivery.send(schedule.dead_letter, text)

    def _is_sent(self, schedule: Schedule, key: str, text: str) -> bool:
        if self.faults.strike(f"schedules.{key}", text):
            return False
        try:
            self.delivery.send(schedule.target, text)
        except (BotoCoreError, ClientError, LookupError):
            return False
        return True

    def _input(self, schedule: Schedule) -> object:
        if schedule.event is not None:
            return {"source": schedule.event.source, "detail-type": schedule.event.type, "detail": schedule.input or {}}
        if schedule.input is not None:
            return schedule.input
        at = datetime.fromtimestamp(self.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        arn = schedule.thing.arn
        _, _, _, region, account, _ = arn.split(":", 5)
        return {
            "version": "0",
            "id": f"{schedule.name}-{int(self.clock())}",
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": account,
            "time": at,
            "region": region,
            "resources": [arn],
            "detail": "{}",
        }

    def _is_due(self, schedule: Schedule, last: float, now: float) -> bool:
        expression = schedule.expression
        if rate := _RATE.fullmatch(expression):
            every = int(rate[1]) * _SECONDS[rate[2]]
            return int((now - self._started) // every) > int((last - self._started) // every)
        zone = ZoneInfo(schedule.time_zone)
        if expression.startswith("at("):
            at = datetime.fromisoformat(expression[3:-1]).replace(tzinfo=zone).timestamp()
            return last < at <= now
        return now // 60 > last // 60 and is_due(expression[5:-1], datetime.fromtimestamp(now, zone))
