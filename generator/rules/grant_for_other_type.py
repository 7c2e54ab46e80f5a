"""A function may make a call that AWS has for the other type of workflow only: it is refused however the role reads."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.model import Model
from generator.scope import segments

# Action -> the type of workflow that has it (AWS Step Functions API reference, November 2026).
_NEEDS = {
    "states:StartSyncExecution": "express",
    "states:DescribeExecution": "standard",
    "states:GetExecutionHistory": "standard",
    "states:ListExecutions": "standard",
    "states:RedriveExecution": "standard",
    "states:StopExecution": "standard",
}


def grant_for_other_type(model: Model) -> Iterator[Diagnostic]:
    """Yield each action of a grant that the workflow's type does not have."""
    for stack in model.stacks if model.complete else ():
        for function in stack.functions.values():
            for grant in (one for one in function.grants if one.target == "workflows"):
                workflow = stack.workflows[segments(grant.reference)[1]]
                for index, action in enumerate(grant.actions):
                    needed = _NEEDS.get(action, workflow.type)
                    if needed != workflow.type:
                        environment = stack.names.environment
                        message = (
                            f'in {environment}, "{workflow.key}" is {workflow.type}, and AWS has "{action}" for {needed} workflows only; '
                            f'write "type: {needed}" there, or remove the action'
                        )
                        place = origin(model.spec, environment, (*grant.path, "allow", index))
                        written = origin(model.spec, environment, ("workflows", workflow.key, "type"))
                        related = (Related(written, "its type"),) if "type" in workflow.thing.entry else ()
                        yield Diagnostic(place, message, "grant-for-other-type", related=related)
