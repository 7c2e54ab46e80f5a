"""An alarm tells a notification that has nobody to tell."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.kinds.notification import Notification
from generator.model import Model


def notification_without_recipient(model: Model) -> Iterator[Diagnostic]:
    """Yield each notification of an alarm that has no recipient."""
    for stack in model.stacks:
        for key, alarm in stack.alarms.items():
            for told in alarm.notify:
                notification = stack.notifications.get(told.key)
                if notification and not _has_recipient(notification):
                    place = origin(model.spec, stack.names.environment, ("notifications", told.key))
                    message = "an alarm goes here, and nobody gets it; name somebody under email, slack, https, sms, queues or functions"
                    related = (Related(("alarms", key), "told here"),)
                    yield Diagnostic(
                        place, message, "notification-without-recipient", Severity.WARNING, related, at_key=True
                    )


def _has_recipient(one: Notification) -> bool:
    return bool(one.https or one.email or one.sms or one.queues or one.functions or one.slack)
