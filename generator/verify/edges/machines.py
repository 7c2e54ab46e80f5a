"""What state machines need of their roles: to run, and for each task."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.verify.need import Edge, Need, System, by_role, delivery, described, trusted
from generator.verify.policies import bus_arn, function_arn, queue_arn
from generator.workflows.actions import integration
from generator.workflows.tasks import arguments, walk

# Step Functions guide, "Logging in CloudWatch Logs" (November 2026).
_LOGGING = (
    "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
)  # fmt: skip
# The same guide, "Trace AWS Step Functions requests with X-Ray".
_TRACING = (
    "xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
)  # fmt: skip


def running(system: System) -> Iterator[Need]:
    """Yield what every machine needs: its role, its log, and its traces."""
    for machine in system.plan.of("aws_sfn_state_machine"):
        role = machine.text("role_arn")
        yield trusted(system, machine, role, "states.amazonaws.com", {"aws:SourceArn": system.arn(machine)})
        if machine.text("logging_configuration", 0, "level") not in ("", "OFF"):
            logs = by_role(system, machine, f"{described(machine)} writes its log", role)
            yield from (logs.needs(action, "*") for action in _LOGGING)
        if machine.text("tracing_configuration", 0, "enabled") == "True":
            traces = by_role(system, machine, f"{described(machine)} sends its traces", role)
            yield from (traces.needs(action, "*") for action in _TRACING)


def tasks(system: System) -> Iterator[Need]:
    """Yield what the tasks of every machine need; what a task names at run time is not known before."""
    for machine in system.plan.of("aws_sfn_state_machine"):
        definition, role = machine.text("definition"), machine.text("role_arn")
        for name, state in _states(definition):
            if state["Type"] == "Task":
                edge = by_role(system, machine, f'state "{name}" of {described(machine)} does its task', role)
                yield from _task(system, edge, state)


def _states(definition: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every state, none where the definition is not known or is no JSON, which statelint says."""
    try:
        yield from walk(json.loads(definition))
    except ValueError:
        return


def _task(system: System, edge: Edge, state: Mapping[str, Any]) -> Iterator[Need]:
    resource, given = state["Resource"], arguments(state)
    if "Credentials" in state or ":activity:" in resource:
        return
    found = integration(resource)
    if found is None:
        yield edge.needs("lambda:InvokeFunction", resource)
        return
    named = _named(system, given)
    if not named:
        return
    if found.service in ("sqs", "sns", "lambda"):
        yield from delivery(system, edge, named)
    else:
        yield from (edge.needs(action, named) for action in found.actions)


def _named(system: System, given: Mapping[str, Any]) -> str:
    """Return the ARN of what a task's arguments name; empty where they name nothing that has one, or an expression does."""
    place = system.plan.place
    match {key: value for key, value in given.items() if isinstance(value, str) and not value.startswith("{%")}:
        case {"FunctionName": name, **others}:
            return function_arn(name, others.get("Qualifier", ""), system.plan)
        case {"QueueUrl": url}:
            return queue_arn(url)
        case {"TopicArn": arn} | {"StateMachineArn": arn}:
            return arn
        case {"TableName": name, **others}:
            index = f"/index/{others['IndexName']}" if "IndexName" in others else ""
            return f"arn:aws:dynamodb:{place.region}:{place.account}:table/{name}{index}"
        case _:
            return _bus(system, given)


def _bus(system: System, given: Mapping[str, Any]) -> str:
    """Return the ARN of the bus that the first of some entries names."""
    entries = given.get("Entries")
    first = entries[0] if isinstance(entries, list) and entries and isinstance(entries[0], Mapping) else {}
    name = first.get("EventBusName")
    return bus_arn(name, system.plan) if isinstance(name, str) and not name.startswith("{%") else ""
