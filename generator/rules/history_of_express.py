"""A runbook tells to look at, stop or redrive executions of a workflow that is Express, of which AWS keeps none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.model import Model, Stack

# Step Functions' commands that Express does not have (AWS Step Functions API reference, November 2026).
_COMMAND = re.compile(
    r"stepfunctions\s+(list-executions|describe-execution|get-execution-history|redrive-execution|stop-execution)\b"
)
_MENTION = re.compile(r"\$\{\s*workflows\.\"?([\w-]+)")


def history_of_express(model: Model) -> Iterator[Diagnostic]:
    """Yield each command of a runbook that Express does not have, where the workflow concerned is Express."""
    for stack in model.stacks if model.complete else ():
        for key, entry in (stack.tree.get("runbooks") or {}).items():
            for index, step in enumerate(entry.get("steps", ())):
                found = _COMMAND.search(step.get("command", ""))
                express = _express(stack, step) if found else ""
                if found and express:
                    message = (
                        f'in {stack.names.environment}, "{express}" is an Express workflow, which has no {found[1]}: its log is all that is left; '
                        f"read that, and keep this step for where it is standard: when: {{thing: workflows.{express}, is: standard}}"
                    )
                    place = origin(model.spec, stack.names.environment, ("runbooks", key, "steps", index, "command"))
                    yield Diagnostic(place, message, "history-of-express", Severity.WARNING)


def _express(stack: Stack, step: Mapping[str, Any]) -> str:
    """Return the Express workflow that a step is about; the first of all where it names none and all are Express."""
    if step.get("when", {}).get("is") == "standard":
        return ""
    named = [*_MENTION.findall(step["command"]), step.get("workflow", "").removeprefix("workflows.")]
    about = [stack.workflows[key] for key in named if key in stack.workflows]
    if about:
        return next((one.key for one in about if one.type == "express"), "")
    all_express = all(one.type == "express" for one in stack.workflows.values())
    return next(iter(stack.workflows), "") if all_express else ""
