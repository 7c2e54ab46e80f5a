"""A task waits for an answer that may never come, and nothing ends the wait."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model
from generator.workflows.tasks import walk

_LIMITS = frozenset({"TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"})


def task_without_timeout(model: Model) -> Iterator[Diagnostic]:
    """Yield each task with a token, each job that is waited for and each activity that neither itself nor its workflow limits."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            if workflow.type == "express" or "TimeoutSeconds" in workflow.definition:
                continue
            for name, state in walk(workflow.definition):
                if _waits(state) and not _LIMITS.intersection(state):
                    place = workflow.places.get(name, ("workflows", key))
                    message = f'"{name}" waits for an answer, up to a year when none comes; say how long as timeout: 1d, or as heartbeat:'
                    yield Diagnostic(
                        origin(model.spec, stack.names.environment, place),
                        message,
                        "task-without-timeout",
                        Severity.WARNING,
                        at_key=True,
                    )


def _waits(state: Mapping[str, Any]) -> bool:
    resource = str(state.get("Resource", ""))
    return ".waitForTaskToken" in resource or ":activity:" in resource or resource.endswith((".sync", ".sync:2"))
