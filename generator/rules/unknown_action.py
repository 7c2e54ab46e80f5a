"""A grant names an action that AWS does not have: the role gets nothing for it, and nobody says so."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, did_you_mean
from generator.effective import origin
from generator.iam_actions import actions_of, exists, services
from generator.kinds.grant import written
from generator.model import Model


def unknown_action(model: Model) -> Iterator[Diagnostic]:
    """Yield each action of a grant that is not in AWS's table, as a warning: AWS may have added it since."""
    for stack in model.stacks:
        for path, grant in written(stack.tree):
            for index, action in enumerate(grant.get("allow", ())):
                if action != "*" and not exists(action):
                    place = origin(model.spec, stack.names.environment, (*path, "allow", index))
                    yield Diagnostic(place, _message(action), "unknown-action", Severity.WARNING)


def _message(action: str) -> str:
    service = action.partition(":")[0]
    if service not in services():
        return f'IAM knew no service "{service}" in November 2026{did_you_mean(service, services())}'
    return f'IAM knew no action "{action}" in November 2026{did_you_mean(action, actions_of(service))}'
