"""A state or a schedule passes on more than AWS takes as one payload."""

import json
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic, SpecPath
from generator.effective import origin
from generator.model import Model, Stack
from generator.workflows.tasks import walk

# Input and output of a state, and of a schedule's target (quotas of Step Functions and EventBridge Scheduler, November 2026).
MOST_BYTES = 262_144
_LITERAL = ("Result", "Parameters", "Arguments", "Output")


def payload_too_large(model: Model) -> Iterator[Diagnostic]:
    """Yield each payload that is written in the spec and has more than 256 KB."""
    for stack in model.stacks:
        for path, payload in _payloads(stack):
            size = len(json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode())
            if size > MOST_BYTES:
                message = f"this payload has {size} bytes, and AWS takes {MOST_BYTES}; keep it in a bucket, and pass on where it lies"
                yield Diagnostic(
                    origin(model.spec, stack.names.environment, path), message, "payload-too-large", at_key=True
                )


def _payloads(stack: Stack) -> Iterator[tuple[SpecPath, Any]]:
    for key, schedule in stack.schedules.items():
        if schedule.input is not None:
            yield ("schedules", key, "input"), schedule.input
    for key, workflow in stack.workflows.items():
        for name, state in walk(workflow.definition):
            for field in _LITERAL:
                if field in state:
                    yield workflow.places.get(name, ("workflows", key)), state[field]
