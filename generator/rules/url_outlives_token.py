"""A presigned URL is good for longer than the token of the user who asked for it."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.effective import origin
from generator.kinds.auth_client import Client
from generator.model import Model, Stack


def url_outlives_token(model: Model) -> Iterator[Diagnostic]:
    """Yield each grant whose presigned URLs outlive the access tokens that a route to its function takes."""
    for stack in model.stacks:
        client = min(_clients(stack), key=lambda one: one.access_token.seconds, default=None)
        if client is None:
            continue
        for route in stack.routes.values():
            function = stack.functions.get(route.target.key) if route.target.section == "functions" else None
            for grant in function.grants if function and route.auth == "jwt" else ():
                if grant.presigned_s is not None and grant.presigned_s > client.access_token.seconds:
                    message = (
                        f"a URL from here works for {grant.presigned_s} s, and the token that asks for it for {client.access_token.seconds} s; "
                        f"whoever signs out keeps the URL: presigned_for: {client.access_token.seconds}s, or a longer access_token_validity"
                    )
                    place = origin(model.spec, stack.names.environment, (*grant.path, "presigned_for"))
                    related = (
                        Related(("routes", route.key), "asked for here"),
                        Related(("auth", "clients", client.key), "the token is this one's"),
                    )
                    yield Diagnostic(place, message, "url-outlives-token", Severity.WARNING, related)


def _clients(stack: Stack) -> tuple[Client, ...]:
    return () if stack.auth is None else tuple(stack.auth.clients.values())
