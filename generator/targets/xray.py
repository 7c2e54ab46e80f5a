"""X-Ray: one sampling rule for the whole system, and groups of traces."""

from collections.abc import Iterator
from typing import Any

from generator.kinds.tracing import Tracing
from generator.model import Model
from generator.targets.file import File
from generator.targets.layout import module, root_file
from generator.targets.parts import comment


def files(model: Model) -> Iterator[File]:
    """Yield the module and its call in each root."""
    if not any(stack.tracing for stack in model.stacks):
        return
    yield from module(model, "xray", {})
    for stack in model.stacks:
        if stack.tracing:
            yield root_file(stack, "xray", _root(stack.tracing))


def _root(tracing: Tracing) -> dict[str, Any]:
    sampling = {
        "name": tracing.name,
        "service_name": tracing.service_name,
        "fixed_rate": tracing.rate,
        "reservoir_size": tracing.reservoir,
        "priority": tracing.priority,
    }
    groups = {
        group.key: comment(group.description, {"name": group.name, "filter": group.filter, "insights": group.insights})
        for group in tracing.groups
    }
    tags = {**tracing.tags, "Service": "xray", "Feature": tracing.feature}
    return {"sampling": sampling, "groups": groups, "tags": tags}
