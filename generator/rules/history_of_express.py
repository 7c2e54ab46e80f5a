"""A runbook tells to look at, stop or redrive executions of a workflow that is Express, of which AWS keeps none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity, SpecPath, together
from generator.effective import origin
from generator.model import Model, Stack

# Step Functions' commands that Express does not have (AWS Step Functions API reference, November 2026).
_COMMAND = re.compile(
    r"stepfunctions\s+(list-executions|describe-execution|get-execution-history|redrive-execution|stop-execution)\b"
)
_MENTION = re.compile(r"\$\{\s*workflows\.\"?([\w-]+)")


def history_of_express(model: Model) -> Iterator[Diagnostic]:
    """Yield each command of a runbook that Express does not have, where the workflow concerned is Express."""
    for (place, command, express), where in together(_found(model)):
        message = (
            f'in {where}, "{express}" is an Express workflow, which has no {command}: its log is all that is left; '
            f"read that, and keep this step for where it is standard: when: {{thing: workflows.{express}, is: standard}}"
        )
        yield Diagnostic(place, message, "history-of-express", Severity.WARNING)


def _found(model: Model) -> Iterator[tuple[tuple[SpecPath, str, str], str]]:
    """Yield where such a command stands, the command and the workflow, with the environment."""
    for stack in model.stacks if model.complete else ():
        environment = stack.names.environment
        for key, entry in (stack.tree.get("runbooks") or {}).items():
            for index, step in enumerate(entry.get("steps", ())):
                found = _COMMAND.search(step.get("command", ""))
                express = _express(stack, step) if found else ""
                if found and express:
                    place = origin(model.spec, environment, ("runbooks", key, "steps", index, "command"))
                    yield (place, found[1], express), environment


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
