"""The API has more routes than API Gateway takes unless AWS raises the account's quota."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity, together
from generator.model import Model

MOST = 300


def too_many_routes(model: Model) -> Iterator[Diagnostic]:
    """Yield the routes of environments where they are more than 300."""
    counts = ((len(stack.routes), stack.names.environment) for stack in model.stacks)
    for count, where in together(one for one in counts if one[0] > MOST):
        message = (
            f"these are {count} routes in {where}, and an HTTP API takes {MOST} unless AWS raises the account's quota; "
            "let one with {proxy+} stand for those of one function"
        )
        yield Diagnostic(("routes",), message, "too-many-routes", Severity.WARNING, at_key=True)
