"""What failed lands in a queue at which nobody looks."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model, Stack
from generator.scope import Thing


def dead_letter_unwatched(model: Model) -> Iterator[Diagnostic]:
    """Yield each dead-letter queue that no alarm and no dashboard shows, in a system that has alarms."""
    for stack in model.stacks if model.complete else ():
        if not stack.alarms:
            continue
        watched = _watched(stack)
        for queue in dict.fromkeys(thing.key for thing in _dead_letters(stack) if thing.section == "queues"):
            if ("queues", queue) not in watched:
                place = origin(model.spec, stack.names.environment, ("queues", queue))
                message = (
                    "nobody hears when something fails and lands here; give it an alarm: "
                    f"{{metric: queues.{queue}.depth, stat: max, above: 0, for: 5m, notify: ...}}"
                )
                yield Diagnostic(place, message, "dead-letter-unwatched", Severity.WARNING, at_key=True)


def _dead_letters(stack: Stack) -> Iterator[Thing]:
    yield from (queue.dead_letter.queue for queue in stack.queues.values() if queue.dead_letter)
    for bus in stack.buses.values():
        yield from (rule.dead_letter for rule in bus.rules.values() if rule.dead_letter)
    for topic in stack.topics.values():
        yield from (one.dead_letter for one in topic.subscriptions if one.dead_letter)
    yield from (schedule.dead_letter for schedule in stack.schedules.values() if schedule.dead_letter)
    yield from (function.on_failure.target for function in stack.functions.values() if function.on_failure)


def _watched(stack: Stack) -> set[tuple[str | int, ...]]:
    """Return the places of what alarms and dashboards show, and of queues that have a consumer."""
    shown = [metric for alarm in stack.alarms.values() for metric in alarm.metrics]
    for dashboard in stack.dashboards.values():
        shown += [plain for widget in dashboard.widgets for series in widget.series for plain in series.metric.plain]
    consumed = {trigger.source.path for function in stack.functions.values() for trigger in function.triggers}
    return {metric.owner.path for metric in shown if metric.owner} | consumed
