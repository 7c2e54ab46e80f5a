"""A function may make a call that AWS has for the other type of workflow only: it is refused however the role reads."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, SpecPath, together
from generator.effective import origin
from generator.facts import Fact
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


class _Action(Fact):
    """An action that the workflow's type does not have. place: where it is written."""

    place: SpecPath
    name: str
    workflow: str
    type: str
    needed: str
    related: tuple[Related, ...]


def grant_for_other_type(model: Model) -> Iterator[Diagnostic]:
    """Yield each action of a grant that the workflow's type does not have."""
    for action, where in together(_found(model)):
        message = (
            f'in {where}, "{action.workflow}" is {action.type}, and AWS has "{action.name}" for {action.needed} workflows only; '
            f'write "type: {action.needed}" there, or remove the action'
        )
        yield Diagnostic(action.place, message, "grant-for-other-type", related=action.related)


def _found(model: Model) -> Iterator[tuple[_Action, str]]:
    """Yield each such action with the environment."""
    for stack in model.stacks if model.complete else ():
        for function in stack.functions.values():
            for grant in (one for one in function.grants if one.target == "workflows"):
                workflow = stack.workflows[segments(grant.reference)[1]]
                for index, action in enumerate(grant.actions):
                    needed = _NEEDS.get(action, workflow.type)
                    if needed != workflow.type:
                        environment = stack.names.environment
                        place = origin(model.spec, environment, (*grant.path, "allow", index))
                        written = origin(model.spec, environment, ("workflows", workflow.key, "type"))
                        related = (Related(written, "its type"),) if "type" in workflow.thing.entry else ()
                        yield _Action(place, action, workflow.key, workflow.type, needed, related), environment
