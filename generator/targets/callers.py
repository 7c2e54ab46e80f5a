"""Who calls each function's alias beside what does so through a role: routes, rules, topics and rotating secrets."""

from collections.abc import Iterator

from generator.facts import Fact
from generator.model import Stack
from generator.scope import Thing


class Caller(Fact):
    """One permission. label: what calls, in the spec's words. principal: the service. source_arn: what of it calls."""

    label: str
    function: str
    principal: str
    source_arn: str


def callers(stack: Stack) -> Iterator[Caller]:
    """Yield every permission that the functions of a stack need, one for each edge."""
    for route in stack.routes.values():
        if route.target.section == "functions":
            source = f"{stack.things[('api', '')].arn}/{route.source}"
            yield Caller(route.key, route.target.key, "apigateway.amazonaws.com", source)
    for bus in stack.buses.values():
        for rule in bus.rules.values():
            yield from _called("events.amazonaws.com", f"{bus.key}.{rule.key}", rule.arn, rule.targets)
    yield from _subscribed(stack)
    for notification in stack.notifications.values():
        yield from _called("sns.amazonaws.com", notification.key, notification.arn, notification.functions)
    for secret in stack.secrets.values():
        if stack.home and secret.rotation:
            arn = secret.thing.attributes["arn"]
            yield Caller(secret.key, secret.rotation.function.key, "secretsmanager.amazonaws.com", arn)


def _called(principal: str, label: str, arn: str, targets: tuple[Thing, ...]) -> Iterator[Caller]:
    for target in targets:
        if target.section == "functions":
            yield Caller(f"{label} {target.key}", target.key, principal, arn)


def _subscribed(stack: Stack) -> Iterator[Caller]:
    """Yield the topics that call functions, whether topic or function says so."""
    edges: dict[tuple[str, str], tuple[Thing, Thing]] = {}
    for topic in stack.topics.values():
        for target in (subscription.target for subscription in topic.subscriptions):
            if target:
                edges[topic.thing.reference, target.reference] = (topic.thing, target)
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind == "topic":
                edges[trigger.source.reference, function.thing.reference] = (trigger.source, function.thing)
    for source, target in edges.values():
        yield from _called("sns.amazonaws.com", source.key, source.arn, (target,))
