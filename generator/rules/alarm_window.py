"""An alarm looks at a window that CloudWatch does not offer, which Terraform finds out only when it applies."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.alarm import Alarm
from generator.model import Model

MINUTE_S, HOUR_S, DAY_S, WEEK_S = 60, 3600, 86_400, 604_800
_SHORT_S = (10, 20, 30)


def alarm_window(model: Model) -> Iterator[Diagnostic]:
    """Yield each alarm whose `for`, or whose `for` times `periods`, is out of CloudWatch's range."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            for word, message in _problems(alarm):
                place = origin(model.spec, stack.names.environment, ("alarms", key, word))
                yield Diagnostic(place, message, "alarm-window")


def _problems(alarm: Alarm) -> Iterator[tuple[str, str]]:
    period, window = alarm.period_s, alarm.period_s * alarm.periods
    aws = next((metric.namespace for metric in alarm.metrics if metric.namespace.startswith("AWS/")), None)
    if period % MINUTE_S and period not in _SHORT_S:
        yield "for", "a window is 10s, 20s, 30s or whole minutes"
    elif period < MINUTE_S and aws:
        yield "for", f"{aws} emits its metrics every minute: a window is at least 1m here"
    if period > DAY_S:
        yield "for", "a window is one day at most; look at several in a row with for: 1d and periods:"
    longest = DAY_S if period < HOUR_S else WEEK_S
    if period <= DAY_S and window > longest:
        limit = "a day, as each is under an hour: make for: longer" if longest == DAY_S else "a week"
        yield (
            "periods",
            f"{alarm.periods} windows of {period} s are {window} s together, and CloudWatch looks back at most {limit}",
        )
    if alarm.breaching > alarm.periods:
        yield "breaching", f"{alarm.breaching} of {alarm.periods} windows can never breach; raise periods:"
