"""The API has more routes than API Gateway takes unless AWS raises the account's quota."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.model import Model

MOST = 300


def too_many_routes(model: Model) -> Iterator[Diagnostic]:
    """Yield each environment's routes where they are more than 300."""
    for stack in model.stacks:
        count = len(stack.routes)
        if count > MOST:
            message = (
                f"these are {count} routes in {stack.names.environment}, and an HTTP API takes {MOST} unless AWS raises the account's quota; "
                "let one with {proxy+} stand for those of one function"
            )
            yield Diagnostic(("routes",), message, "too-many-routes", Severity.WARNING, at_key=True)
