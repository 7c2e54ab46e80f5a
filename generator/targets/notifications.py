"""Notifications: a topic for each severity, which only the alarms and budgets that name it may publish to."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.hcl import Raw
from generator.kinds.alarm import Alarm
from generator.kinds.notification import Notification
from generator.model import Model, Stack
from generator.names import token
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment, present

NAME = "notifications"


def files(model: Model) -> Iterator[File]:
    """Yield the module of all topics and its call in each root."""
    everyone = [one for stack in model.stacks for one in stack.notifications.values()]
    if not everyone:
        return
    uses = {
        "publishers": any(_publishers(stack, one) for stack in model.stacks for one in stack.notifications.values()),
        "subscriptions": any(_subscriptions(one) for one in everyone),
        "dead_letter": any(one.dead_letter for one in everyone),
    }
    yield from module(model, NAME, {"uses": uses})
    for stack in model.stacks:
        if stack.notifications:
            yield root_file(stack, NAME, _root(stack, uses))


def _root(stack: Stack, uses: Mapping[str, bool]) -> dict[str, Any]:
    severities = stack.notifications.values()
    topics = {one.key: comment(one.description, _topic(stack, one)) for one in severities}
    subscriptions = {key: row for one in severities for key, row in _subscriptions(one).items()}
    delivers = {
        "lambda_fn": any(one.functions for one in severities),
        "sqs_queues": any(one.queues or one.dead_letter for one in severities),
    }
    before = [Raw(f"module.{name}") for name, needed in delivers.items() if needed]
    return {
        "uses": uses,
        "account": stack.names.account,
        "key": token("keys.notifications"),
        "topics": topics,
        "subscriptions": subscriptions,
        "before": before,
    }


def _topic(stack: Stack, one: Notification) -> dict[str, Any]:
    return present(
        name=one.name,
        arn=one.arn,
        publishers=_publishers(stack, one),
        tags={**one.tags, "Service": "sns", "Feature": one.feature},
    )


def _publishers(stack: Stack, one: Notification) -> Mapping[str, list[str]]:
    """Return the services that tell this severity something, each with the ARNs of what does."""
    alarms = [_names(alarm) for alarm in stack.alarms.values() if one.thing in alarm.notify and alarm.watched]
    alarms += [burn.name for slo in stack.slos.values() for burn in slo.burns if one.thing in burn.notify]
    budgets = [budget for budget in stack.budgets.values() if budget.notify == one.thing] if stack.home else []
    account = stack.names.account
    return present(
        **{
            "cloudwatch.amazonaws.com": [stack.names.arn("cloudwatch", f"alarm:{alarm}") for alarm in alarms],
            "budgets.amazonaws.com": [f"arn:aws:budgets::{account}:*"]
            if any(budget.limit for budget in budgets)
            else [],
            "costalerts.amazonaws.com": [f"arn:aws:ce::{account}:anomalysubscription/*"]
            if any(budget.anomalies_above is not None for budget in budgets)
            else [],
        }
    )


def _names(alarm: Alarm) -> str:
    """Return the pattern that fits the names of all that an alarm watches, and no other alarm that begins like it."""
    return alarm.watched[0].name if len(alarm.watched) == 1 else f"{alarm.thing.name}.*"


def _subscriptions(one: Notification) -> dict[str, dict[str, Any]]:
    """Return who gets what is told; a key says which endpoint it is, not what its address is: that may be a secret."""
    addresses = {"https": one.https, "email": one.email, "sms": one.sms}
    rows = {
        f"{one.key}-{protocol}-{number}": (protocol, endpoint)
        for protocol, endpoints in addresses.items()
        for number, endpoint in enumerate(endpoints, 1)
    }
    rows |= {f"{one.key}-{queue.key}": ("sqs", queue.arn) for queue in one.queues}
    rows |= {f"{one.key}-{function.key}": ("lambda", function.arn) for function in one.functions}
    dead_letter = one.dead_letter.arn if one.dead_letter else None
    return {
        key: present(topic=one.key, protocol=protocol, endpoint=endpoint, dead_letter_arn=dead_letter)
        for key, (protocol, endpoint) in rows.items()
    }
