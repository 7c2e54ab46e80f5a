"""The API lets pages of any origin send credentials, which no browser does."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related
from generator.effective import origin
from generator.model import Model

_ANY = "*"


def credentials_for_everybody(model: Model) -> Iterator[Diagnostic]:
    """Yield the origins of CORS settings with credentials where `*` is one of them."""
    for stack in model.stacks:
        cors = stack.api.cors if stack.api else None
        if cors and cors.credentials and _ANY in cors.origins:
            place = origin(model.spec, stack.names.environment, ("api", "cors", "origins"))
            related = (Related(("api", "cors", "credentials"), "asked for here"),)
            message = 'browsers take "*" for no origin where credentials are sent; name the origins, or leave out "credentials"'
            yield Diagnostic(place, message, "credentials-for-everybody", related=related, at_key=True)
