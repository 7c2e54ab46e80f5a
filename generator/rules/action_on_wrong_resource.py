"""A grant allows an action on a thing of a kind that the action is not about: the role gets nothing for it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.effective import origin
from generator.iam_resources import fits, types_of
from generator.kinds.grant import Grant
from generator.model import Model, Stack


def action_on_wrong_resource(model: Model) -> Iterator[Diagnostic]:
    """Yield each action that AWS never allows on the resource beside it; on a literal ARN as a warning, for AWS's table may be older."""
    for stack in model.stacks if model.complete else ():
        for grant in _grants(stack):
            for index, action in enumerate(grant.actions):
                if not any(fits(action, arn) for arn in grant.resources):
                    place = origin(model.spec, stack.names.environment, (*grant.path, "allow", index))
                    severity = Severity.ERROR if grant.target else Severity.WARNING
                    yield Diagnostic(place, _message(action, grant), "action-on-wrong-resource", severity)


def _grants(stack: Stack) -> Iterator[Grant]:
    yield from (grant for function in stack.functions.values() for grant in function.grants)
    yield from (grant for workflow in stack.workflows.values() for grant in workflow.grants)


def _message(action: str, grant: Grant) -> str:
    kinds = " or ".join(f'"{kind}"' for kind in types_of(action)[:4])
    return (
        f'AWS allows "{action}" on resources of type {kinds}, and {grant.reference} is none, so this grants nothing; '
        "name the right action, or the right resource"
    )
