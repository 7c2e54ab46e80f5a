"""A workflow's definition is more than Step Functions takes."""

import json
from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model

MOST_BYTES = 1_048_576


def definition_too_large(model: Model) -> Iterator[Diagnostic]:
    """Yield each workflow whose definition has more than 1 MB."""
    for stack in model.stacks:
        for key, workflow in stack.workflows.items():
            size = len(json.dumps(workflow.definition, separators=(",", ":"), ensure_ascii=False).encode())
            if size > MOST_BYTES:
                message = (
                    f"this definition has {size} bytes, and Step Functions takes {MOST_BYTES}; keep data in a bucket, "
                    "or let this workflow start others"
                )
                place = origin(model.spec, stack.names.environment, ("workflows", key))
                yield Diagnostic(place, message, "definition-too-large", at_key=True)
