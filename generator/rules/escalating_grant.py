"""A grant lets a role give itself, or code that others run, more than the spec says."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.kinds.grant import written
from generator.model import Model

# What turns one permission into others (small letters: IAM takes either).
_ESCALATING = frozenset({
    "iam:addusertogroup",
    "iam:attachgrouppolicy",
    "iam:attachrolepolicy",
    "iam:attachuserpolicy",
    "iam:createaccesskey",
    "iam:createloginprofile",
    "iam:createpolicyversion",
    "iam:deleterolepermissionsboundary",
    "iam:passrole",
    "iam:putgrouppolicy",
    "iam:putrolepolicy",
    "iam:putuserpolicy",
    "iam:setdefaultpolicyversion",
    "iam:updateassumerolepolicy",
    "iam:updateloginprofile",
    "lambda:updatefunctioncode",
    "lambda:updatefunctionconfiguration",
})  # fmt: skip
_ON_ANY_ROLE = "sts:assumerole"


def escalating_grant(model: Model) -> Iterator[Diagnostic]:
    """Yield each action of a grant by which a role can become more than it is, where the spec gives no reason."""
    for stack in model.stacks:
        for path, grant in written(stack.tree):
            if grant.get("reason"):
                continue
            wide = "*" in grant.get("resource", "")
            for index, action in enumerate(grant.get("allow", ())):
                if action.lower() in _ESCALATING or (wide and action.lower() == _ON_ANY_ROLE):
                    place = origin(model.spec, stack.names.environment, (*path, "allow", index))
                    message = (
                        f'with "{action}" a role can get permissions that this spec does not name; leave it to the pipelines, '
                        'or say in "reason" why it is needed here'
                    )
                    yield Diagnostic(place, message, "escalating-grant")
