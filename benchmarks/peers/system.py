"""The system that every tool is given: services of ten functions, with a table, two queues and a state machine of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.specs import FUNCTIONS_PER_SERVICE

QUEUES_PER_SERVICE = 2


@dataclass(frozen=True, slots=True)
class Service:
    """A service and the names of its functions."""

    name: str
    functions: tuple[str, ...]


System = tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each thing that all tools are asked for; a role is counted when a function has it alone."""

    functions: int
    roles: int
    log_groups: int
    routes: int
    alarms: int
    tables: int
    queues: int
    machines: int


def services(functions: int) -> System:
    """Return a system with this many functions, by the names that `benchmarks.specs` gives them."""
    full, rest = divmod(functions, FUNCTIONS_PER_SERVICE)
    sizes = [FUNCTIONS_PER_SERVICE] * full + [rest] * (rest > 0)
    return tuple(service(f"service_{number:03}", size) for number, size in enumerate(sizes))


def service(name: str, functions: int) -> Service:
    """Return a service with this many functions."""
    return Service(name, tuple(f"{name}_f{number}" for number in range(functions)))


def expected(system: System) -> Counts:
    """Return what a description of this system has to come to."""
    functions, of_services = size(system), len(system)
    return Counts(
        functions=functions,
        roles=functions,
        log_groups=functions,
        routes=functions,
        alarms=functions,
        tables=of_services,
        queues=QUEUES_PER_SERVICE * of_services,
        machines=of_services,
    )


def size(system: System) -> int:
    """Return how many functions a system has."""
    return sum(len(service.functions) for service in system)


def document(system: System) -> str:
    """Return the system as JSON, for tools whose input is a program that loops over it."""
    return json.dumps([{"name": service.name, "functions": service.functions} for service in system], indent=1)


def path(service: Service, function: str) -> str:
    """Return the path of a function's route."""
    return f"/{service.name}/{function}/{{id}}"


def states(service: Service, arns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the definition of the machine that calls all functions of a service in turn.

    arns: the ARN of each function, or what stands for it
    """
    tasks = {
        f"Step{number}": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": arns[function], "Payload.$": "$"},
            "OutputPath": "$.Payload",
            "TimeoutSeconds": 20,
            "Next": f"Step{number + 1}",
        }
        for number, function in enumerate(service.functions)
    }
    return {"StartAt": "Step0", "States": {**tasks, f"Step{len(tasks)}": {"Type": "Succeed"}}}
