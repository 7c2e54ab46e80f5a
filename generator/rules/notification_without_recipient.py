"""An alarm tells a notification that has nobody to tell."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.kinds.notification import Notification
from generator.model import Model, Stack
from generator.scope import Thing


def notification_without_recipient(model: Model) -> Iterator[Diagnostic]:
    """Yield each notification of an alarm that has no recipient."""
    for stack in model.stacks:
        for path, topics in _told(stack).items():
            for told in topics:
                notification = stack.notifications.get(told.key)
                if notification and not _has_recipient(notification):
                    place = origin(model.spec, stack.names.environment, ("notifications", told.key))
                    message = "an alarm goes here, and nobody gets it; name somebody under email, slack, https, sms, queues or functions"
                    related = (Related(path, "told here"),)
                    yield Diagnostic(
                        place, message, "notification-without-recipient", Severity.WARNING, related, at_key=True
                    )


def _told(stack: Stack) -> dict[tuple[str, str], tuple[Thing, ...]]:
    """Return whom each alarm and each objective tells."""
    told = {("alarms", key): alarm.notify for key, alarm in stack.alarms.items()}
    return told | {
        ("slos", key): tuple(one for burn in slo.burns for one in burn.notify) for key, slo in stack.slos.items()
    }


def _has_recipient(one: Notification) -> bool:
    return bool(one.https or one.email or one.sms or one.queues or one.functions or one.slack)
