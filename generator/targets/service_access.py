"""What functions may call at services of which the spec declares nothing: one module for each such service.

A grant on an ARN or on `*` belongs here, `rekognition:DetectText` to `rekognition_access`. An environment that imitates
the service has no such root file.
"""

from collections.abc import Iterator
from typing import Any

from generator.hcl import Comment
from generator.kinds.function import Function
from generator.model import Model, Stack
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment
from generator.targets.policies import policy

_TEMPLATE = "service_access"


def files(model: Model) -> Iterator[File]:
    """Yield a module for each service, and its call in each root whose functions use it."""
    for service in sorted({service for stack in model.stacks for service in _services(stack)}):
        name = module_name(service)
        yield from module(model, name, {"service": service, "purpose": _purpose(service)}, template=_TEMPLATE)
        for stack in model.stacks:
            if service in _services(stack):
                yield root_file(stack, name, _root(stack, name, service), template=_TEMPLATE)


def module_name(service: str) -> str:
    """Return the name of a service's module."""
    return f"{service.replace('-', '_')}_access"


def services(function: Function) -> set[str]:
    """Return the services that a function may call and whose resources are none of the system's."""
    return {grant.service for grant in function.grants if not grant.target}


def _purpose(service: str) -> Comment:
    return Comment(f"What functions may call at {service}, each by its own role.")


def _services(stack: Stack) -> set[str]:
    return {service for function in stack.functions.values() for service in services(function)}


def _root(stack: Stack, name: str, service: str) -> dict[str, Any]:
    policies = {key: _entry(function, service) for key, function in stack.functions.items()}
    return {
        "module": name,
        "source": f"../../modules/{name}",
        "purpose": _purpose(service),
        "policies": {key: entry for key, entry in policies.items() if entry},
    }


def _entry(function: Function, service: str) -> object | None:
    granted = [grant.statement for grant in function.grants if not grant.target and grant.service == service]
    if not granted:
        return None
    return comment(function.description, {"role_name": function.role_name, "policy": policy(granted)})
