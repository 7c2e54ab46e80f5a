"""A grant names a resource for an action that AWS allows on `*` only: it looks like a permission and is none."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.iam_actions import accepts_only_wildcard
from generator.kinds.grant import written
from generator.model import Model


def grant_of_nothing(model: Model) -> Iterator[Diagnostic]:
    """Yield each action of a grant to which the resource beside it gives nothing."""
    for stack in model.stacks:
        for path, grant in written(stack.tree):
            for index, action in enumerate(grant.get("allow", ())):
                if grant.get("resource") != "*" and accepts_only_wildcard(action):
                    place = origin(model.spec, stack.names.environment, (*path, "allow", index))
                    yield Diagnostic(place, _message(action), "grant-of-nothing")


def _message(action: str) -> str:
    line = f'{{allow: [{action}], resource: "*"}}'
    return f'AWS allows "{action}" on "*" only, so that on a named resource it grants nothing; give it a line of its own: {line}'
