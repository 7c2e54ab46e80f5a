"""A route answers everybody, and the spec does not say why."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.effective import origin
from generator.model import Model, Stack


def open_route(model: Model) -> Iterator[Diagnostic]:
    """Yield each open route without a reason, and each default that opens routes which do not say so themselves."""
    for stack in model.stacks:
        yield from _defaults(model, stack)
        for key, route in stack.routes.items():
            said = "auth" in ((model.spec.get("routes") or {}).get(key) or {})
            if route.auth == "none" and not route.reason and (said or not _opened_by_default(stack)):
                place = origin(model.spec, stack.names.environment, ("routes", key, "auth"))
                message = (
                    f'everybody may call "{key}", and nothing says why; '
                    'add "reason: ..." beside "auth: none", or write "auth: jwt"'
                )
                yield Diagnostic(place, message, "open-route")


def _defaults(model: Model, stack: Stack) -> Iterator[Diagnostic]:
    for path in (("api", "auth"), ("defaults", "routes", "auth")):
        if _value(stack, path) == "none":
            place = origin(model.spec, stack.names.environment, path)
            message = (
                'this opens every route that does not say who may call it; write "auth: jwt" here, '
                'and "auth: none" with a reason at each route that is meant to be open'
            )
            yield Diagnostic(place, message, "open-route")


def _opened_by_default(stack: Stack) -> bool:
    return any(_value(stack, path) == "none" for path in (("api", "auth"), ("defaults", "routes", "auth")))


def _value(stack: Stack, path: tuple[str, ...]) -> object:
    value: object = stack.tree
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
