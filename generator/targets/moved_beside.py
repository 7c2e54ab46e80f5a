"""Moves of what stands beside a renamed thing: a function's rollback and warm instances, and what joins two things.

A renamed thing keeps its name in AWS, so what is made for it has the same identity there under both keys: made anew instead of
moved, AWS would refuse the second one, or Terraform would take it away again with the first, as it would a role's policy.
"""

from collections.abc import Iterable, Iterator

from generator.hcl import Raw
from generator.kinds.function import Function
from generator.model import Stack
from generator.scope import Thing
from generator.targets import service_access
from generator.targets.moves import moves


def beside(stack: Stack) -> Iterator[dict[str, Raw]]:
    """Yield the moves of one root."""
    functions = stack.functions.values()
    shifted = [one for one in functions if one.deployment.shifts]
    warm = [one for one in functions if one.provisioned_concurrency and not one.provisioned_concurrency.scales]
    scaled = [one for one in functions if one.provisioned_concurrency and one.provisioned_concurrency.scales]
    asynchronous = [one for one in functions if one.on_failure]
    alarms = ("alias", "new version")
    found = (
        ("codedeploy", ("aws_codedeploy_deployment_group.this",), _keys(shifted)),
        ("codedeploy", ("aws_cloudwatch_metric_alarm.rollback",), _keys(shifted, *alarms)),
        ("provisioned_concurrency", ("aws_lambda_provisioned_concurrency_config.this",), _keys(warm)),
        (
            "provisioned_concurrency",
            ("aws_appautoscaling_target.this", "aws_appautoscaling_policy.this"),
            _keys(scaled),
        ),
        ("event_sources", ("aws_lambda_function_event_invoke_config.this",), _keys(asynchronous)),
        ("event_sources", ("aws_lambda_event_source_mapping.queues",), _triggered(stack, "queue")),
        ("event_sources", ("aws_lambda_event_source_mapping.streams",), _triggered(stack, "stream")),
        ("sns_topics", ("aws_sns_topic_subscription.this",), _subscribed(stack)),
        ("notifications", ("aws_sns_topic_subscription.this",), _notified(stack)),
        ("lambda_fn", ("aws_iam_role_policy_attachment.managed",), _attached(stack)),
        *((module, ("aws_iam_role_policy.this",), keys) for module, keys in _elsewhere(stack).items()),
    )
    for module, resources, keys in found:
        yield from moves(module, resources, {key: before for key, before in keys.items() if before != key})


def former(thing: Thing) -> str:
    """Return the key that a thing had before; its own where it was not renamed."""
    before: str = thing.entry.get("renamed_from", thing.key)
    return before


def _keys(functions: Iterable[Function], *purposes: str) -> dict[str, str]:
    ends = [f" {purpose}" for purpose in purposes] or [""]
    return {f"{one.key}{end}": f"{former(one.thing)}{end}" for one in functions for end in ends}


def _triggered(stack: Stack, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for function in stack.functions.values():
        for trigger in function.triggers:
            if trigger.kind == kind:
                found |= _joined(function.thing, trigger.source, "{} {}")
    return found


def _joined(first: Thing, second: Thing, form: str) -> dict[str, str]:
    """Return the moves of what joins two things, by the key that it has then.

    Where both were renamed, the second one's name may have been applied long ago: so there is a step for each.
    """
    start = form.format(former(first), former(second))
    step, end = form.format(former(first), second.key), form.format(first.key, second.key)
    return {end: start} if step in (start, end) else {step: start, end: step}


def _attached(stack: Stack) -> dict[str, str]:
    return {
        f"{function.key} {policy.arn}": f"{former(function.thing)} {policy.arn}"
        for function in stack.functions.values()
        for policy in function.managed_policies
    }


def _elsewhere(stack: Stack) -> dict[str, dict[str, str]]:
    """Return what functions may do at services of which the spec declares nothing, by the service's module."""
    found: dict[str, dict[str, str]] = {}
    for function in stack.functions.values():
        for service in service_access.services(function):
            found.setdefault(service_access.module_name(service), {})[function.key] = former(function.thing)
    return dict(sorted(found.items()))


def _subscribed(stack: Stack) -> dict[str, str]:
    pairs = [(topic.thing, one.target) for topic in stack.topics.values() for one in topic.subscriptions if one.target]
    pairs += [
        (trigger.source, function.thing)
        for function in stack.functions.values()
        for trigger in function.triggers
        if trigger.kind == "topic"
    ]
    found: dict[str, str] = {}
    for topic, target in pairs:
        found |= _joined(topic, target, f"{{}}/{target.section}.{{}}")
    return found


def _notified(stack: Stack) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in stack.notifications.values():
        for target in (*one.queues, *one.functions):
            found |= _joined(one.thing, target, "{}-{}")
    return found
