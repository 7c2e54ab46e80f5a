"""What is delivered on an occasion: by rules of buses, by schedules, and by alarms, budgets and found anomalies."""

from collections.abc import Iterator

from generator.verify.need import Edge, Need, System, by_role, by_service, delivery, described, service_of, trusted
from generator.verify.plan import Resource

_EVENTS = "events.amazonaws.com"


def rules(system: System) -> Iterator[Need]:
    """Yield what rules need: for their targets, and for the queue of events that no target took."""
    for target in system.plan.of("aws_cloudwatch_event_target"):
        rule, bus = target.text("rule"), target.text("event_bus_name")
        place = system.plan.place
        inside = "" if bus in ("", "default") else f"{bus}/"
        arn = f"arn:aws:events:{place.region}:{place.account}:rule/{inside}{rule}"
        yield from _target(system, target, rule, arn)
        for index in target.blocks("dead_letter_config"):
            words = f'rule "{rule}" keeps what its target did not take'
            queue = target.text("dead_letter_config", index, "arn")
            yield from delivery(system, by_service(system, target, words, _EVENTS, arn), queue)


def _target(system: System, target: Resource, rule: str, arn: str) -> Iterator[Need]:
    to, role = target.text("arn"), target.text("role_arn")
    words = f'rule "{rule}" delivers to "{target.text("target_id")}"'
    if role:
        yield trusted(system, target, role, _EVENTS, {"aws:SourceArn": arn})
        yield from delivery(system, by_role(system, target, words, role), to)
    elif service_of(to) in ("lambda", "sqs", "sns"):
        yield from delivery(system, by_service(system, target, words, _EVENTS, arn), to)


def schedules(system: System) -> Iterator[Need]:
    """Yield what schedules need of their roles; Scheduler names the group of a schedule as its source."""
    place = system.plan.place
    for schedule in system.plan.of("aws_scheduler_schedule"):
        group = f"arn:aws:scheduler:{place.region}:{place.account}:schedule-group/default"
        role, to = schedule.text("target", 0, "role_arn"), schedule.text("target", 0, "arn")
        yield trusted(system, schedule, role, "scheduler.amazonaws.com", {"aws:SourceArn": group})
        yield from delivery(system, by_role(system, schedule, f"{described(schedule)} calls its target", role), to)
        for index in schedule.blocks("target", 0, "dead_letter_config"):
            words = f"{described(schedule)} keeps what its target did not take"
            queue = schedule.text("target", 0, "dead_letter_config", index, "arn")
            yield from delivery(system, by_role(system, schedule, words, role), queue)


def alarms(system: System) -> Iterator[Need]:
    """Yield what alarms need to tell topics and to call functions."""
    for alarm in system.plan.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        actions = ("alarm_actions", "ok_actions", "insufficient_data_actions")
        for target in dict.fromkeys(target for kind in actions for target in alarm.texts(kind)):
            if service_of(target) == "sns":
                yield from delivery(system, _watching(system, alarm, "cloudwatch.amazonaws.com"), target)
            elif service_of(target) == "lambda":
                yield from delivery(system, _watching(system, alarm, "lambda.alarms.cloudwatch.amazonaws.com"), target)


def budgets(system: System) -> Iterator[Need]:
    """Yield what budgets need to tell topics."""
    for budget in system.plan.of("aws_budgets_budget"):
        topics = (
            topic for at in budget.blocks("notification") for topic in budget.texts("notification", at, "subscriber_sns_topic_arns")
        )  # fmt: skip
        for topic in dict.fromkeys(topics):
            yield from delivery(system, _watching(system, budget, "budgets.amazonaws.com"), topic)


def anomalies(system: System) -> Iterator[Need]:
    """Yield what Cost Anomaly Detection needs to tell topics."""
    for found in system.plan.of("aws_ce_anomaly_subscription"):
        for index in found.blocks("subscriber"):
            if found.text("subscriber", index, "type") == "SNS":
                topic = found.text("subscriber", index, "address")
                yield from delivery(system, _watching(system, found, "costalerts.amazonaws.com"), topic)


def _watching(system: System, source: Resource, service: str) -> Edge:
    return by_service(system, source, f"{described(source)} tells its topic", service, system.arn(source))
